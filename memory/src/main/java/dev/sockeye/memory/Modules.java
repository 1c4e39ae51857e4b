package dev.sockeye.memory;

/** The modules that are optional, whose types this package names only where they are present. */
final class Modules {

  private Modules() {}

  /** Whether a module is there, by the name of one of its types. */
  static boolean isPresent(String type) {
    try {
      Class.forName(type, false, Modules.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
