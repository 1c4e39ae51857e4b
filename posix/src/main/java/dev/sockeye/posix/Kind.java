package dev.sockeye.posix;

import dev.sockeye.Endpoint;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One of a family's sockets: all that differs from other kinds.
 *
 * @param <E> the shape that it has
 * @param family its family
 * @param scheme its URI scheme, which messages call it by as well
 * @param spec what it is to callers
 * @param type its {@code SOCK_} number
 * @param protocol its protocol's number, 0 for the default
 * @param traits how it behaves
 * @param options the options of its endpoints
 * @param listenerOptions those of its listeners, less those that endpoints inherit
 * @param control what comes along with its messages
 * @param hooks makes what is to be told of a socket's life, one for each socket
 */
public record Kind<E extends Endpoint>(
    Family family,
    String scheme,
    SocketSpec<E> spec,
    int type,
    int protocol,
    Set<Trait> traits,
    OptionTable options,
    OptionTable listenerOptions,
    ControlCodec control,
    Supplier<Hooks> hooks) {

  /**
   * Describes a kind that has no options but those of all sockets, and nothing beside.
   *
   * @param <E> the shape that it has
   * @param family its family
   * @param scheme its URI scheme
   * @param spec what it is to callers
   * @param type its {@code SOCK_} number
   * @param protocol its protocol's number, 0 for the default
   * @param traits how it behaves
   * @return the kind
   */
  public static <E extends Endpoint> Kind<E> of(
      Family family, String scheme, SocketSpec<E> spec, int type, int protocol, Trait... traits) {
    return new Kind<>(
        family,
        scheme,
        spec,
        type,
        protocol,
        Set.of(traits),
        OptionTable.common(),
        OptionTable.NONE,
        ControlCodec.NONE,
        new NoHooks());
  }

  private static final class NoHooks implements Supplier<Hooks> {
    @Override
    public Hooks get() {
      return Hooks.NONE;
    }
  }

  /**
   * The same with other options.
   *
   * @param ofEndpoints of its endpoints
   * @param ofListeners of its listeners, less those that endpoints inherit
   * @return the kind
   */
  public Kind<E> withOptions(OptionTable ofEndpoints, OptionTable ofListeners) {
    return new Kind<>(
        family, scheme, spec, type, protocol, traits, ofEndpoints, ofListeners, control, hooks);
  }

  /**
   * The same with attributes.
   *
   * @param attributes what comes along with its messages
   * @return the kind
   */
  public Kind<E> withControl(ControlCodec attributes) {
    return new Kind<>(
        family, scheme, spec, type, protocol, traits, options, listenerOptions, attributes, hooks);
  }

  /**
   * The same with hooks.
   *
   * @param maker makes one for each socket
   * @return the kind
   */
  public Kind<E> withHooks(Supplier<Hooks> maker) {
    return new Kind<>(
        family, scheme, spec, type, protocol, traits, options, listenerOptions, control, maker);
  }

  /**
   * Tells whether it behaves so.
   *
   * @param trait how
   * @return whether
   */
  public boolean has(Trait trait) {
    return traits.contains(trait);
  }

  boolean isStream() {
    return !spec.keepsBoundaries();
  }

  /** Whether messages come from anybody, and connecting only sets the peer. */
  boolean isConnectionless() {
    return !spec.semantics().isAccepting();
  }

  @SuppressWarnings("unchecked") // the shape is that of its specification
  Kind<MessageEndpoint> asMessages() {
    return (Kind<MessageEndpoint>) this;
  }

  @SuppressWarnings("unchecked")
  Kind<StreamEndpoint> asStream() {
    return (Kind<StreamEndpoint>) this;
  }
}
