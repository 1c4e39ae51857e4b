package dev.sockeye.sctp;

import com.sun.nio.sctp.SctpChannel;
import com.sun.nio.sctp.SctpMultiChannel;
import dev.sockeye.Errno;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds out whether this host has SCTP, by opening a socket: the JDK has its classes everywhere,
 * and loads {@code libsctp.so.1} when it opens the first one.
 */
final class Availability {

  // What was found to be there stays. What was not may come, as when the module is loaded.
  private static final Set<SocketSpec<?>> PRESENT = ConcurrentHashMap.newKeySet();

  private static final Set<Errno> NOT_SUPPORTED =
      EnumSet.of(Errno.EPROTONOSUPPORT, Errno.ESOCKTNOSUPPORT, Errno.EAFNOSUPPORT);

  private static final String NO_KERNEL =
      "this kernel has no SCTP: load it with 'modprobe sctp' (as root; some distributions have the"
          + " module in a package of its own), or run where the kernel has it";

  private Availability() {}

  static Optional<String> missing(SocketSpec<?> spec) {
    if (PRESENT.contains(spec)) {
      return Optional.empty();
    }
    Optional<String> why = probe(spec);
    if (why.isEmpty()) {
      PRESENT.add(spec);
    }
    return why;
  }

  private static Optional<String> probe(SocketSpec<?> spec) {
    try {
      if (spec.equals(Sctp.ONE_TO_MANY)) {
        SctpMultiChannel.open().close();
      } else {
        SctpChannel.open().close();
      }
      return Optional.empty();
    } catch (UnsupportedOperationException | LinkageError e) {
      return Optional.of(explain(e));
    } catch (IOException e) {
      return missingInKernel(e);
    }
  }

  /** Another failure, such as being out of descriptors now, the call itself tells. */
  private static Optional<String> missingInKernel(IOException e) {
    return isMissingInKernel(e) ? Optional.of(NO_KERNEL) : Optional.empty();
  }

  private static boolean isMissingInKernel(Throwable e) {
    return Errno.of(e).filter(NOT_SUPPORTED::contains).isPresent();
  }

  /** Explains what the JDK threw when it looked for the library. */
  static String explain(Throwable thrown) {
    return explain(thrown, System.getProperty("os.name", ""));
  }

  static String explain(Throwable thrown, String system) {
    String said = String.valueOf(thrown.getMessage());
    if (!system.toLowerCase(Locale.ROOT).contains("linux")) {
      return "the JDK has no SCTP on " + system + ": run on Linux, or use the in-memory network";
    } else if (isMissingInKernel(thrown)) {
      return NO_KERNEL;
    } else if (said.contains("libsctp.so.1")) {
      return "the library libsctp.so.1 is missing: install it (Debian and Ubuntu: libsctp1; Fedora"
          + " and its kin: lksctp-tools)";
    } else if (thrown instanceof LinkageError) {
      return "this Java runtime has no native part for SCTP, or not the module jdk.sctp: take a"
          + " whole JDK ("
          + said
          + ")";
    }
    return "the JDK cannot use SCTP here: " + said;
  }
}
