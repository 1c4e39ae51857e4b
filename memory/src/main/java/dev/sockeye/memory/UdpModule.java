package dev.sockeye.memory;

/**
 * Whether the module {@code dev.sockeye.udp}, which is optional, is present. Nothing of this
 * package names its types but what {@link FullMulticast} leads to, which is loaded only then.
 */
final class UdpModule {

  /** With groups, or, without the module, with none. */
  static final Multicast MULTICAST =
      Modules.isPresent("dev.sockeye.udp.Udp") ? new FullMulticast() : new PlainMulticast();

  private UdpModule() {}
}
