package dev.sockeye.unix;

import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs of the host. It is skipped where that is not there, and the reason printed. On
 * Debian, as root, {@code ./verify} sees to it that all of it is.
 */
enum Host {
  /** To become another user. */
  ROOT("a process of root", uid() == 0),
  /** To compile a peer; of Debian's package gcc, with libc6-dev. */
  C_COMPILER("a C compiler, cc", Peer.isPresent("cc")),
  /** To run a peer; of Debian's package python3. */
  PYTHON("python3", Peer.isPresent("python3")),
  /** To start programs with their sockets; of Debian's package systemd. */
  SOCKET_ACTIVATE("systemd-socket-activate", Peer.isPresent("systemd-socket-activate")),
  /** To run a peer; of Debian's package systemd. */
  SYSTEMD_NOTIFY("systemd-notify", Peer.isPresent("systemd-notify")),
  /** To run a peer; of Debian's package dbus-daemon. */
  DBUS_DAEMON("dbus-daemon", Peer.isPresent("dbus-daemon")),
  /** For names beyond ASCII; of a locale with UTF-8, or Java 18 and later with its default. */
  UTF_8_FILE_NAMES(
      "file names in UTF-8, but this JVM's are in " + System.getProperty("sun.jnu.encoding"),
      "UTF-8".equals(System.getProperty("sun.jnu.encoding"))),
  /** A JVM that can be told to deny native calls. */
  NATIVE_ACCESS_DENIED("a JVM that denies native access, Java 24 or later", feature() >= 24),
  /** Batches by one system call. */
  SENDMMSG("sendmmsg(2)", Bindings.unavailable().isEmpty() && Abi.isLinux());

  private final String what;
  private final boolean present;

  Host(String what, boolean present) {
    this.what = what;
    this.present = present;
  }

  /** Skips the test that calls this if it is not there. */
  void isNeeded() {
    if (!present) {
      System.out.println("Skipped: this host lacks " + what);
      Assumptions.abort("this host lacks " + what);
    }
  }

  private static int feature() {
    return Runtime.version().feature();
  }

  private static long uid() {
    return new com.sun.security.auth.module.UnixSystem().getUid();
  }
}
