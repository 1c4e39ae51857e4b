package dev.sockeye.unix;

import dev.sockeye.Errno;
import dev.sockeye.unix.libc.LibC;
import java.util.Locale;
import java.util.Optional;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * The C library, loaded when it is first asked for: that takes a quarter of a second, and fails
 * where jnr-ffi is not there or cannot be.
 */
final class Native {

  /** Bound on first use of a socket that needs it; nothing of jnr is touched before. */
  private static final class Loaded {
    static final LibC LIBC;
    static final Runtime RUNTIME;
    static final String FAILURE;

    static {
      LibC libc = null;
      Runtime runtime = null;
      String failure = null;
      try {
        libc = Binding.load();
        runtime = Binding.runtime(libc);
        libc.getpid();
      } catch (LinkageError | RuntimeException e) {
        libc = null;
        failure = explain(e);
      }
      LIBC = libc;
      RUNTIME = runtime;
      FAILURE = failure;
    }
  }

  /** All that names jnr's types, apart, so that {@link Loaded} can do without them. */
  private static final class Binding {
    static LibC load() {
      return LibraryLoader.create(LibC.class).failImmediately().load("c");
    }

    static Runtime runtime(LibC libc) {
      return Runtime.getRuntime(libc);
    }
  }

  private Native() {}

  /** Why there is no C library, and what to do; empty if there is. */
  static Optional<String> unavailable() {
    if (Layout.CURRENT == null) {
      return Optional.of(
          "the layouts of "
              + System.getProperty("os.name")
              + " on "
              + Layout.arch()
              + " are not known");
    }
    return Optional.ofNullable(Loaded.FAILURE);
  }

  static LibC libc() {
    return Loaded.LIBC;
  }

  /** The error number that the last call of this thread left. */
  static int errno() {
    return Loaded.RUNTIME.getLastError();
  }

  static Pointer pointer(long address) {
    return Pointer.wrap(Loaded.RUNTIME, address);
  }

  static boolean failedWith(Errno errno) {
    return errno() == errno.number();
  }

  static String explain(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String said = root.toString().toLowerCase(Locale.ROOT);
    if (root instanceof ClassNotFoundException || root instanceof NoClassDefFoundError) {
      return "jnr-ffi is not there: add com.github.jnr:jnr-unixsocket (on the module path also"
          + " --add-modules org.jnrproject.ffi,org.jnrproject.jffi,org.objectweb.asm)";
    } else if (said.contains("illegal native access") || said.contains("illegalcaller")) {
      return "this JVM denies native access: start it with --enable-native-access=ALL-UNNAMED (on"
          + " the module path --enable-native-access=org.jnrproject.jffi)";
    } else if (said.contains("failed to map segment") || said.contains("operation not permitted")) {
      return "the native library of jffi cannot be loaded from "
          + System.getProperty("java.io.tmpdir")
          + ", which does not allow execution: set -Djava.io.tmpdir or"
          + " -Djffi.boot.library.path to a folder that does";
    }
    return "the native library of jffi cannot be loaded: " + root;
  }
}
