package dev.sockeye.posix;

import dev.sockeye.posix.libc.LibC;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Optional;

/**
 * The C library, loaded when it is first asked for: that takes a twentieth of a second, and fails
 * where native access is denied.
 *
 * <p>On Java 22 and later it is bound by {@code java.lang.foreign}, on older ones by jffi, where
 * that is there. The system property {@value #PROPERTY} chooses: {@code foreign} or {@code jnr}.
 */
public final class Bindings {

  /** Names the system property. */
  public static final String PROPERTY = "dev.sockeye.libc";

  private static final int FIRST_WITH_FOREIGN = 22;

  /** Bound on first use of a socket that needs it; nothing of jffi is touched before. */
  private static final class Loaded {
    static final LibC LIBC;
    static final String FAILURE;

    static {
      String chosen = System.getProperty(PROPERTY, "");
      LibC libc = null;
      String failure = mistake(chosen);
      if (failure == null) {
        try {
          libc = load(chosen);
          libc.getpid();
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
          libc = null;
          failure = explain(e);
        }
      }
      LIBC = libc;
      FAILURE = failure;
      loaded = true;
    }
  }

  private static volatile boolean loaded; // only ever set

  private Bindings() {}

  /** Whether it was asked for, and its loading is over, however that went. */
  static boolean isLoaded() {
    return loaded;
  }

  private static LibC load(String chosen) throws ReflectiveOperationException {
    return chosen.equals("foreign") || (chosen.isEmpty() && hasForeign())
        ? foreign()
        : new JffiLibC();
  }

  /** What is wrong with the choice; {@code null} if it can be made. */
  static String mistake(String chosen) {
    return switch (chosen) {
      case "", "foreign", "jnr" -> null;
      default ->
          "-D" + PROPERTY + "=" + chosen + " is neither foreign nor jnr: say one, or leave it out";
    };
  }

  private static boolean hasForeign() {
    return Runtime.version().feature() >= FIRST_WITH_FOREIGN && isBuiltForForeign();
  }

  private static boolean isBuiltForForeign() {
    return Bindings.class.getResource("ForeignLibC.class") != null;
  }

  /** By its name, since it is of a newer Java than this class. */
  private static LibC foreign() throws ReflectiveOperationException {
    return Class.forName("dev.sockeye.posix.ForeignLibC")
        .asSubclass(LibC.class)
        .getDeclaredConstructor()
        .newInstance();
  }

  /**
   * Tells whether there is a C library.
   *
   * @return empty if there is; else why not, and what to do
   */
  public static Optional<String> unavailable() {
    if (Abi.CURRENT == null) {
      return Optional.of(
          "the layouts of "
              + System.getProperty("os.name")
              + " on "
              + Abi.arch()
              + " are not known");
    }
    return Optional.ofNullable(Loaded.FAILURE);
  }

  /**
   * Tells whether there may be a C library, without loading it, which takes a while: {@link
   * #unavailable} has the last word.
   *
   * @return whether there may be
   */
  public static boolean mayBeThere() {
    return Abi.CURRENT != null && Presence.BINDING;
  }

  /** Whether what calls it is there. Nothing of jffi is initialised. */
  private static final class Presence {
    static final boolean BINDING = hasForeign() || hasJffi();

    private static boolean hasJffi() {
      try {
        return jffi() != null;
      } catch (ClassNotFoundException | LinkageError e) {
        return false;
      }
    }
  }

  private static Class<?> jffi() throws ClassNotFoundException {
    return Class.forName("com.kenai.jffi.Invoker", false, Bindings.class.getClassLoader());
  }

  /**
   * Tells whether the C library may be called where that only gains speed: the JVM does not warn of
   * it, as Java 22 and later do once unless native access is enabled.
   *
   * @return whether it may
   */
  public static boolean areWelcome() {
    return mayBeThere() && (NativeAccess.ENABLED == null || NativeAccess.isEnabled());
  }

  /** {@code Module.isNativeAccessEnabled()}, which is of a newer Java than this class. */
  private static final class NativeAccess {
    static final Method ENABLED = method();

    private static Method method() {
      try {
        return Runtime.version().feature() < FIRST_WITH_FOREIGN
            ? null
            : Module.class.getMethod("isNativeAccessEnabled");
      } catch (NoSuchMethodException e) {
        return null;
      }
    }

    /** Who loads the library: of another module than this where jffi does. */
    private static Class<?> caller() throws ClassNotFoundException {
      return isJffiChosen() ? jffi() : Bindings.class;
    }

    private static boolean isJffiChosen() {
      return !hasForeign() || System.getProperty(PROPERTY, "").equals("jnr");
    }

    static boolean isEnabled() {
      try {
        return (Boolean) ENABLED.invoke(caller().getModule());
      } catch (ReflectiveOperationException e) {
        return false;
      }
    }
  }

  /**
   * The C library.
   *
   * @return it; {@code null} if it is {@linkplain #unavailable() not available}
   */
  public static LibC libc() {
    return Loaded.LIBC;
  }

  /**
   * Tells for people what the C library is called by, and why by that; or why it cannot be called.
   *
   * @return such as {@code java.lang.foreign, as Java 22 and later have it}
   */
  public static String description() {
    return unavailable()
        .map(why -> "none: " + why)
        .orElseGet(
            () ->
                libc().binding()
                    + ", "
                    + reason(System.getProperty(PROPERTY, ""), Runtime.version().feature()));
  }

  /** Why the C library is called by what it is called by on that version of Java. */
  static String reason(String chosen, int version) {
    if (!chosen.isEmpty()) {
      return "as -D" + PROPERTY + "=" + chosen + " says";
    } else if (version < FIRST_WITH_FOREIGN) {
      return "since this is Java " + version + ": 22 and later have java.lang.foreign";
    } else if (!isBuiltForForeign()) {
      return "since this sockeye-posix was built without what Java 22 and later need";
    }
    return "as Java 22 and later have it";
  }

  /** What a failure to load the C library comes from, and what to do. */
  static String explain(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String said = root.toString().toLowerCase(Locale.ROOT);
    if (root instanceof ClassNotFoundException || root instanceof NoClassDefFoundError) {
      return missing(System.getProperty(PROPERTY, ""));
    } else if (said.contains("illegal native access") || said.contains("illegalcaller")) {
      return "this JVM denies native access: start it with --enable-native-access=ALL-UNNAMED (on"
          + " the module path --enable-native-access=dev.sockeye.posix, and where jnr is used"
          + " org.jnrproject.jffi)";
    } else if (said.contains("failed to map segment") || said.contains("operation not permitted")) {
      return "the native library of jffi cannot be loaded from "
          + System.getProperty("java.io.tmpdir")
          + ", which does not allow execution: set -Djava.io.tmpdir or"
          + " -Djffi.boot.library.path to a folder that does";
    }
    return "the C library cannot be called: " + root;
  }

  /** What to do where the chosen one, or both if none is, cannot be had. */
  static String missing(String chosen) {
    String jnr =
        "add com.github.jnr:jnr-unixsocket (on the module path also --add-modules"
            + " org.jnrproject.jffi)";
    return switch (chosen) {
      case "foreign" ->
          "-D" + PROPERTY + "=foreign needs Java 22 or later: use that, or choose jnr";
      case "jnr" -> "-D" + PROPERTY + "=jnr needs jffi: " + jnr;
      default -> "there is nothing to call the C library by: use Java 22 or later, or " + jnr;
    };
  }
}
