package dev.sockeye.memory;

/**
 * Whether the module {@code dev.sockeye.vsock}, which is optional, is present. Nothing of this
 * package names its types but {@link VsockSockets} and {@link VsockTable}, which are loaded only
 * then; without it there is no {@code vsock} in memory.
 */
final class VsockModule {

  static final boolean IS_PRESENT = Modules.isPresent("dev.sockeye.vsock.Vsock");

  private VsockModule() {}
}
