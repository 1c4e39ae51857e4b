package dev.sockeye.memory;

/**
 * Whether the module {@code dev.sockeye.tipc}, which is optional, is present. Nothing of this
 * package names its types but {@link TipcSockets} and those that it makes, which are loaded only
 * then; without it there is no {@code tipc} in memory.
 */
final class TipcModule {

  static final boolean IS_PRESENT = Modules.isPresent("dev.sockeye.tipc.Tipc");

  private TipcModule() {}
}
