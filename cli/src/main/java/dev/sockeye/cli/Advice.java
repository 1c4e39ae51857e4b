package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/** What to do about a failure, in a few words. */
final class Advice {

  private static final String NO_MACHINE =
      "no machine here has that number; 1, this one itself, takes modprobe vsock_loopback";

  private final String operation;
  private final String transport;
  private final Path path;

  /** A failure's sentence begins with what failed, and over which transport. */
  private Advice(String sentence, Collection<EndpointUri> uris) {
    String[] words = sentence.split(" ", 3);
    operation = words[0];
    transport = words.length < 2 ? "" : words[1];
    path = path(sentence, uris);
  }

  /**
   * Advises.
   *
   * @param failure what failed
   * @param uris what it may be about
   */
  static Optional<String> of(Throwable failure, Collection<EndpointUri> uris) {
    if (!(failure instanceof IOException) || failure instanceof StandardStreamException) {
      return Optional.empty();
    }
    return Errno.of(failure).map(errno -> new Advice(failure.getMessage(), uris).on(errno));
  }

  /** The path that a sentence is about; null if it is about none. */
  private static Path path(String sentence, Collection<EndpointUri> uris) {
    return uris.stream()
        .filter(uri -> uri.scheme().startsWith("unix") && !uri.address().startsWith("@"))
        .map(EndpointUri::decodedAddress)
        .filter(sentence::contains)
        .findFirst()
        .map(Path::of)
        .orElse(null);
  }

  private String on(Errno errno) {
    return switch (errno) {
      case ECONNREFUSED ->
          isNoSocket()
              ? "it is no socket, check the path"
              : "nobody listens there, start the server or check the address";
      case EADDRINUSE -> inUse();
      case EADDRNOTAVAIL -> notAvailable();
      case ENODEV -> isVsock() ? NO_MACHINE : "no such interface, 'ip link' lists them";
      case EACCES -> denied();
      case EPERM -> "this needs a privilege, or a firewall forbids it";
      case EPROTOTYPE ->
          "a socket of another type is there, try unix:, unix+dgram: or unix+seqpacket:";
      case EMFILE, ENFILE -> "raise the limit of open files (ulimit -n)";
      case EHOSTUNREACH, ENETUNREACH, ENETDOWN -> "check the address and the routes to it";
      case ETIMEDOUT -> "the host does not answer, check the address and the firewalls on the way";
      case EAGAIN -> "the peer took longer than --wait, SO_RCVTIMEO or SO_SNDTIMEO allow";
      case ECONNRESET -> "the peer broke the connection off";
      case EPIPE -> "the peer reads no more";
      case ENOENT -> missing();
      default -> null;
    };
  }

  private String notAvailable() {
    if (isVsock()) {
      return NO_MACHINE;
    }
    return isBind()
        ? "it is no address of this host, leave the host out to listen on all of them"
        : "this host has no address or no free port to reach it from";
  }

  private boolean isVsock() {
    return transport.startsWith("vsock");
  }

  private boolean isBind() {
    return operation.equals("bind");
  }

  /** A file is there, but it is something else. */
  private boolean isNoSocket() {
    return path != null && (Files.isRegularFile(path) || Files.isDirectory(path));
  }

  private String inUse() {
    if (isNoSocket()) {
      return "choose another path, or remove it if nobody needs it";
    }
    return "another program has it, stop that one or choose another"
        + (path == null ? " (port 0 is a free one)" : " path");
  }

  private String denied() {
    if (transport.startsWith("unix")) {
      return isBind()
          ? "you may make no files there, choose a path that is yours"
          : "its mode and folders do not let you in, ask its owner";
    } else if (isBind()) {
      return "ports below 1024 need a privilege, choose one above";
    }
    return transport.startsWith("udp")
        ? "a broadcast address needs the option SO_BROADCAST=true"
        : "this needs a privilege, or a firewall forbids it";
  }

  private String missing() {
    Path folder = path == null ? null : path.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      return "there is no folder " + folder + (isBind() ? ", make it or" : ",") + " check the path";
    }
    return isBind()
        ? "no socket can be made there, choose another path"
        : "there is no such file, start the server or check the path";
  }
}
