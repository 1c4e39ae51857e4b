package dev.sockeye.unix;

import dev.sockeye.Pollable;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SelectableChannel;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A stream socket that becomes a JDK channel or a native descriptor with its first address: the JDK
 * has no abstract names, no file mode, and one byte less for a path. It begins as the JDK's.
 *
 * @param <S> what it is over
 */
abstract class Undecided<S extends Pollable> {

  private volatile S under;
  private volatile boolean closed; // only ever set

  // Guarded by this: what to set again on another socket.
  private final Map<SocketOption<?>, Object> set = new LinkedHashMap<>();
  private boolean decided;
  private boolean isNative; // only ever set
  private volatile String mode = "";

  Undecided(S under) {
    this.under = under;
  }

  final S under() {
    return under;
  }

  abstract S openPath() throws IOException;

  abstract S openNative() throws IOException;

  abstract <T> void set(S socket, SocketOption<T> name, T value) throws IOException;

  /** Decides, before a bind or a connect. */
  final synchronized S choose(String operation, SocketAddress address, boolean binds)
      throws IOException {
    UnixAddresses.check(operation, address);
    if (binds && !mode.isEmpty()) {
      UnixAddresses.requireFile(address);
    }
    boolean mustBeNative =
        address instanceof AbstractAddress
            || (address instanceof UnixDomainSocketAddress path && !UnixAddresses.fitsJdk(path))
            || (binds && UnixAddresses.isPath(address) && wantsNativeFile());
    if (mustBeNative && !decided && !isNative && under.isOpen()) {
      requireNative(address);
      requireUnregistered();
      replace(openNative());
      isNative = true;
    }
    return under;
  }

  /** A mode needs a native socket; who the peers are a native one tells at once. */
  private boolean wantsNativeFile() {
    return !mode.isEmpty() || (set.containsKey(Unix.ALLOW_UID) && !isRegistered());
  }

  /** A poller holds the channel, and would hear no more of what is not over it. */
  private void requireUnregistered() {
    if (isRegistered()) {
      throw new IllegalStateException(
          "a Poller holds this socket, which is to become a native one, as none can that is"
              + " registered: register it after the bind or the connect");
    }
  }

  /** Whether a poller holds the channel of the JDK that this is over. */
  final synchronized boolean isRegistered() {
    return !isNative && under.unwrap(SelectableChannel.class).isRegistered();
  }

  private static void requireNative(SocketAddress address) {
    Bindings.unavailable()
        .ifPresent(
            why -> {
              throw new UnsupportedOperationException(
                  (address instanceof AbstractAddress ? "abstract names need" : "MODE needs")
                      + " native sockets: "
                      + why);
            });
    if (address instanceof AbstractAddress && !Abi.isLinux()) {
      throw new UnsupportedOperationException("only Linux has abstract names");
    }
  }

  /** The first address was taken: what it is it stays. */
  final synchronized void decided() {
    decided = true;
  }

  /** Goes on with a native descriptor, which has the same options, where there are such. */
  final synchronized boolean becomeNative() throws IOException {
    if (Bindings.unavailable().isPresent()) {
      return false;
    }
    replace(openNative());
    isNative = true;
    return true;
  }

  /** Goes on with another socket of the JDK's, which has the same options. */
  final synchronized S renew() throws IOException {
    replace(openPath());
    return under;
  }

  @SuppressWarnings("unchecked") // the values are of the options' types
  private void replace(S fresh) throws IOException {
    try {
      Set<SocketOption<?>> supported = fresh.supportedOptions();
      for (Map.Entry<SocketOption<?>, Object> option : set.entrySet()) {
        if (supported.contains(option.getKey())) {
          set(fresh, (SocketOption<Object>) option.getKey(), option.getValue());
        }
      }
      if (!mode.isEmpty() && supported.contains(Unix.MODE)) {
        set(fresh, Unix.MODE, mode);
      }
      fresh.configureBlocking(under.isBlocking());
    } catch (IOException | RuntimeException e) {
      fresh.close();
      throw e;
    }
    S old = under;
    under = fresh;
    old.close();
    if (closed) {
      fresh.close(); // close may have seen the old one only
      throw closedMeanwhile();
    }
  }

  final boolean isClosed() {
    return closed;
  }

  final void closeUnder() throws IOException {
    closed = true;
    under.close();
  }

  final <T> void setOptionUnder(SocketOption<T> name, T value) throws IOException {
    Objects.requireNonNull(name, "name");
    if (name.equals(Unix.MODE)) {
      mode = UnixHooks.checkMode(value);
      if (under.supportedOptions().contains(name)) {
        set(under, name, value);
      }
      return;
    }
    synchronized (this) {
      set(under, name, value);
      set.put(name, value);
    }
  }

  final <T> T getOptionUnder(SocketOption<T> name) throws IOException {
    return name.equals(Unix.MODE) ? name.type().cast(mode) : under.getOption(name);
  }

  final Set<SocketOption<?>> options() {
    Set<SocketOption<?>> options = new HashSet<>(under.supportedOptions());
    options.add(Unix.MODE);
    return Set.copyOf(options);
  }

  static AsynchronousCloseException closedMeanwhile() {
    return new AsynchronousCloseException();
  }
}
