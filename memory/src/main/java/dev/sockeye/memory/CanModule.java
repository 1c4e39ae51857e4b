package dev.sockeye.memory;

/**
 * Whether the module {@code dev.sockeye.can}, which is optional, is present. Nothing of this
 * package names its types but {@link CanBus} and what that names, which are loaded only then;
 * without it there is no {@code can} in memory.
 */
final class CanModule {

  static final boolean IS_PRESENT = Modules.isPresent("dev.sockeye.can.Can");

  private CanModule() {}
}
