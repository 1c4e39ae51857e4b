package dev.sockeye.bench;

import static dev.sockeye.bench.Names.BARE_LOOP;
import static dev.sockeye.bench.Names.C;
import static dev.sockeye.bench.Names.NETTY_EPOLL;
import static dev.sockeye.bench.Names.NETTY_NIO;
import static dev.sockeye.bench.Names.SOCKEYE;

import java.util.List;

/** What the servers of a comparison do, and by what they are asked. */
@SuppressWarnings("ImmutableEnumChecker") // lists that never change
enum Service {
  TCP("tcp", Servers.ALL),
  /** Over a stream at a path. */
  UNIX("unix", List.of(SOCKEYE, C, BARE_LOOP, NETTY_EPOLL)),
  UDP("udp", List.of(SOCKEYE, C, NETTY_EPOLL), "-u"),
  /** Messages over TCP, each after four bytes with its length. */
  FRAMED("framed", List.of(SOCKEYE, C, NETTY_EPOLL, NETTY_NIO), "-f"),
  /** A connection for each request: the servers are those of {@link #TCP}. */
  CHURN("tcp", Servers.ALL, "-k");

  private final String argument;
  private final List<String> servers;
  private final List<String> loadOptions;

  Service(String argument, List<String> servers, String... loadOptions) {
    this.argument = argument;
    this.servers = servers;
    this.loadOptions = List.of(loadOptions);
  }

  /** How the Java programs are told of it. */
  String argument() {
    return argument;
  }

  /** The names of those that have it. */
  List<String> servers() {
    return servers;
  }

  /** How the load generator is told of it. */
  List<String> loadOptions() {
    return loadOptions;
  }
}
