package dev.sockeye.memory;

import dev.sockeye.Attribute;
import dev.sockeye.Message;

/**
 * Whether the module {@code dev.sockeye.unix}, which is optional, is present. Nothing of this
 * package names its types but {@link FullUnixDomain}, which is loaded only then.
 */
final class UnixModule {

  /** With all that is its own, or, without the module, with what the JDK has too. */
  static final UnixDomain DOMAIN =
      Modules.isPresent("dev.sockeye.unix.Unix") ? new FullUnixDomain() : new PlainUnixDomain();

  private UnixModule() {}

  /** Throws unless its messages carry all attributes of this one. */
  static void requireCarried(Message message, Kind kind) {
    for (int i = 0; i < message.attributeCount(); i++) {
      requireCarried(message.attribute(i), kind);
    }
  }

  /** Throws unless messages of the kind carry an attribute. */
  static void requireCarried(Attribute<?> attribute, Kind kind) {
    if (kind.family() != Family.UNIX || !DOMAIN.carries(attribute)) {
      throw new UnsupportedOperationException(
          kind.scheme() + " in memory carries no attribute " + attribute);
    }
  }
}
