package dev.sockeye.bench;

import static dev.sockeye.bench.Names.BARE_LOOP;
import static dev.sockeye.bench.Names.C;
import static dev.sockeye.bench.Names.NETTY_EPOLL;
import static dev.sockeye.bench.Names.NETTY_IO_URING;
import static dev.sockeye.bench.Names.NETTY_NIO;
import static dev.sockeye.bench.Names.SOCKEYE;
import static dev.sockeye.bench.Names.SOCKEYE_SLEEPING;

import dev.sockeye.bench.server.BareServer;
import dev.sockeye.bench.server.NettyServer;
import dev.sockeye.bench.server.SockeyeServer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The echo servers, each a program on one CPU. */
final class Servers {

  static final List<String> ALL =
      List.of(SOCKEYE, C, BARE_LOOP, NETTY_EPOLL, NETTY_NIO, NETTY_IO_URING);

  private static final double COMPILING_SECONDS = 2.5;
  private static final double WARM_UP_SECONDS = 0.2;

  private Servers() {}

  /** How long one is loaded before it is measured: until the compiler is done, if it has one. */
  static double warmUpSeconds(String name) {
    return name.equals(C) ? WARM_UP_SECONDS : COMPILING_SECONDS;
  }

  /** Why none can be put under load here; empty if they can. */
  static String lack(Lab lab) {
    if (lab.natives().isEmpty()) {
      return "no C compiler here for the load generator";
    } else if (lab.host().cpus() < 2) {
      return "needs a second CPU for the load";
    }
    return "";
  }

  /** Starts echo servers over TCP; of those that cannot run the rows are told why. */
  static Map<String, ServerProcess> start(Lab lab, List<String> names, List<Row> rows)
      throws InterruptedException {
    return start(lab, Service.TCP, names, rows);
  }

  /** As that, with any service. */
  static Map<String, ServerProcess> start(
      Lab lab, Service service, List<String> names, List<Row> rows) throws InterruptedException {
    Map<String, ServerProcess> servers = new LinkedHashMap<>();
    for (String name : names) {
      try {
        servers.put(name, ServerProcess.start(command(lab, service, name)));
      } catch (UnsupportedOperationException e) {
        rows.forEach(row -> lab.excused(row, name, e.getMessage()));
      } catch (IOException e) {
        rows.forEach(row -> lab.failed(row, name, e.getMessage()));
      }
    }
    return servers;
  }

  private static List<String> command(Lab lab, Service service, String name) throws IOException {
    return switch (name) {
      case C -> lab.pinnedNative(lab.host().cpu(), "echo", echoArguments(service));
      case BARE_LOOP -> lab.pinned(BareServer.class, List.of(service.argument(), where(service)));
      case NETTY_EPOLL -> netty(lab, service, "epoll");
      case NETTY_NIO -> netty(lab, service, "nio");
      case NETTY_IO_URING -> netty(lab, service, "io_uring");
      case SOCKEYE -> lab.pinned(SockeyeServer.class, List.of(service.argument(), where(service)));
      case SOCKEYE_SLEEPING ->
          lab.pinned(SockeyeServer.class, List.of(service.argument(), where(service), "0"));
      default -> throw new IllegalArgumentException("no such server: " + name);
    };
  }

  private static List<String> netty(Lab lab, Service service, String transport) throws IOException {
    return lab.pinned(NettyServer.class, List.of(transport, service.argument(), where(service)));
  }

  private static List<String> echoArguments(Service service) throws IOException {
    return switch (service) {
      case UDP -> List.of("-u", where(service));
      case FRAMED -> List.of("-f", where(service));
      default -> List.of(where(service));
    };
  }

  private static String where(Service service) throws IOException {
    return service == Service.UNIX ? ServerProcess.newPath().toString() : "127.0.0.1:0";
  }
}
