package dev.sockeye.memory;

/**
 * Whether the module {@code dev.sockeye.unix}, which is optional, is present. Nothing of this
 * package names its types but {@link FullUnixDomain}, which is loaded only then.
 */
final class UnixModule {

  /** With all that is its own, or, without the module, with what the JDK has too. */
  static final UnixDomain DOMAIN =
      Modules.isPresent("dev.sockeye.unix.Unix") ? new FullUnixDomain() : new PlainUnixDomain();

  private UnixModule() {}
}
