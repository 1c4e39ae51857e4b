package dev.sockeye.faults;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.ReadinessSource;
import dev.sockeye.SocketSpec;
import dev.sockeye.locked.LockedSocket;
import dev.sockeye.locked.StoredOptions;
import dev.sockeye.spi.CloseNotice;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * An endpoint with faults over one without. The one underneath is in non-blocking mode from the
 * beginning, so that nothing waits where a plan could not reach it: what waits, waits here, with
 * the lock of this socket alone.
 *
 * <p>Locks are taken from above to below: this socket's first, then those of the one underneath.
 * What comes from below, a callback, takes another thread.
 *
 * @param <E> the shape
 */
abstract class FaultySocket<E extends Endpoint> extends LockedSocket<E>
    implements Endpoint, Watch.Watcher {

  private final E under;
  private final FaultNetwork network;
  private final Watch watch;
  private final Names names;
  private final ReadinessSource source; // null of a JDK channel, of which the watch knows

  // Guarded by the lock.
  private int told; // what the watch has told, and no call has found otherwise since
  private int wanted; // what the watch was asked for and has not told
  private boolean watched; // only ever set
  private Link link;
  private final FaultyConnect connect;

  /**
   * Creates it.
   *
   * @param under the endpoint, which this one owns from now on
   * @param names what it is called
   * @param network what it belongs to
   */
  @SuppressWarnings("unchecked") // an endpoint's specification tells its own shape
  FaultySocket(E under, Names names, FaultNetwork network) throws IOException {
    super(
        (SocketSpec<E>) under.spec(),
        new OwnSpace(names.transport()),
        StoredOptions.ofConnection());
    this.under = under;
    this.network = network;
    this.names = names;
    watch = Watch.shared();
    under.configureBlocking(false);
    source = source(under);
    connect = new FaultyConnect(this, under);
    noteLocal();
    copyTimeout(EndpointOptions.SO_RCVTIMEO);
    copyTimeout(EndpointOptions.SO_SNDTIMEO);
  }

  /** Begins, once it is made. */
  final void begin() {
    CloseNotice.of(under).ifPresent(notice -> notice.onClose(() -> watch.execute(this::lost)));
    lock().lock();
    try {
      if (connect.isDone()) {
        link(); // has its number from now on
      }
    } finally {
      lock().unlock();
    }
  }

  private static ReadinessSource source(Endpoint under) {
    try {
      Objects.requireNonNull(under.unwrap(SelectableChannel.class));
      return null;
    } catch (UnsupportedOperationException e) {
      return under.unwrap(ReadinessSource.class);
    }
  }

  private void copyTimeout(SocketOption<Duration> option) throws IOException {
    if (under.supportedOptions().contains(option)) {
      applyOption(option, under.getOption(option));
    }
  }

  final E under() {
    return under;
  }

  final Names names() {
    return names;
  }

  final FaultNetwork network() {
    return network;
  }

  /** The connection under the plan that is in force. */
  final Link link() {
    ActivePlan active = network.active();
    if (link == null || !link.isOf(active)) {
      link = new Link(active, active.nextNumber(), concerns(active, connect.peer()));
    }
    return link;
  }

  final boolean concerns(ActivePlan active, SocketAddress peer) {
    return active.concerns(names.scheme(), peer);
  }

  /** The plan was changed: whoever waits tries again. */
  final void planChanged() {
    lock().lock();
    try {
      connect.askAgain();
      if (isOpen()) {
        input().changed();
        output().changed();
      }
    } finally {
      lock().unlock();
    }
  }

  // What is underneath.

  /** The endpoint underneath was closed, by whomever. */
  private void lost() {
    lock().lock();
    try {
      if (isOpen() && isLost()) {
        close();
      }
    } finally {
      lock().unlock();
    }
  }

  /** Whether the endpoint underneath is closed, and not by a fault. */
  boolean isLost() {
    return !under.isOpen();
  }

  /** What of these operations can be done underneath; of what cannot be the watch tells later. */
  final int readyUnder(int operations) {
    int ready = (source == null ? told : source.readyOps()) & operations;
    if (ready != operations) {
      watchFor(operations & ~ready);
    }
    return ready;
  }

  /** A call has found nothing, or all that there was. */
  final void notReady(int operations) {
    told &= ~operations;
  }

  /** Asks to be told. */
  final void watchFor(int operations) {
    if ((wanted & operations) != operations) {
      wanted |= operations;
      watched = true;
      watch.begin(under, this);
    }
  }

  @Override
  public final int wanted() {
    lock().lock();
    try {
      return wanted;
    } finally {
      lock().unlock();
    }
  }

  @Override
  public final void ready(int operations) {
    lock().lock();
    try {
      told |= operations;
      wanted &= ~operations;
      if (wanted != 0) {
        watch.begin(under, this);
      }
      moved();
      if (isOpen()) {
        input().changed();
        output().changed();
      }
    } finally {
      lock().unlock();
    }
  }

  /** Lets something happen at a moment, with the lock held. */
  final void at(long moment, Runnable task) {
    Watch.at(
        moment,
        () -> {
          lock().lock();
          try {
            task.run();
          } finally {
            lock().unlock();
          }
        });
  }

  /** Something may be ready underneath, or have arrived; even after the close. The lock is held. */
  abstract void moved();

  /** Lets what waits try again at a moment. */
  final void tryAgainAt(long moment) {
    at(
        moment,
        () -> {
          moved();
          if (isOpen()) {
            input().changed();
            output().changed();
          }
        });
  }

  final void closeUnder() {
    try {
      under.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
    if (watched) {
      watch.forget(this); // A registered channel is closed when its selector looks.
    }
  }

  /** Breaks the connection off, where the transport knows how. */
  final void resetUnder() {
    try {
      if (under.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
        under.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException | UnsupportedOperationException e) {
      // Without it, it is an end.
    }
    closeUnder();
  }

  /** After a failure of the endpoint underneath, which may have closed it. */
  final IOException failed(IOException e) {
    if (isOpen() && isLost()) {
      close();
    }
    return e;
  }

  @Override
  public final void close() {
    super.close();
    if (watched && !lock().isHeldByCurrentThread()) {
      watch.end(this);
    }
  }

  @Override
  protected void closing() {
    network.closed(this);
  }

  @Override
  public final boolean connect(SocketAddress peer) throws IOException {
    Objects.requireNonNull(peer, "remote");
    return whileOpen(() -> connect.begin(peer));
  }

  @Override
  public final boolean finishConnect() throws IOException {
    return whileOpen(connect::finish);
  }

  final FaultyConnect connect() {
    return connect;
  }

  @Override
  public final boolean isConnected() {
    lock().lock();
    try {
      return connect.isDone() && isOpen();
    } finally {
      lock().unlock();
    }
  }

  // What is the same as underneath.

  /** Notes the local address, for messages. */
  final void noteLocal() throws IOException {
    SocketAddress local = under.getLocalAddress();
    if (local != null) {
      shareLocal(local);
    }
  }

  /** Binds, for {@code bind}. */
  final void bindUnder(SocketAddress wanted) throws IOException {
    whileOpen(
        () -> {
          under.bind(wanted);
          noteLocal();
          return null;
        });
  }

  @Override
  public final SocketAddress knownRemote() {
    return connect.peer();
  }

  @Override
  public final SocketAddress getLocalAddress() throws IOException {
    return whileOpen(() -> under.isOpen() ? under.getLocalAddress() : local());
  }

  @Override
  public final SocketAddress getRemoteAddress() throws IOException {
    return whileOpen(connect::remote);
  }

  @Override
  public final Set<SocketOption<?>> supportedOptions() {
    return under.supportedOptions();
  }

  @Override
  public final <T> T getOption(SocketOption<T> name) throws IOException {
    Objects.requireNonNull(name, "name");
    return whileOpen(() -> under.getOption(name));
  }

  /** Sets an option, for {@code setOption}. */
  final <T> void setUnder(SocketOption<T> name, T value) throws IOException {
    Objects.requireNonNull(name, "name");
    whileOpen(
        () -> {
          under.setOption(name, value);
          if (name.equals(EndpointOptions.SO_RCVTIMEO)
              || name.equals(EndpointOptions.SO_SNDTIMEO)) {
            applyOption(name, value);
          }
          output().changed(); // There may be more room now.
          return null;
        });
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new UnsupportedOperationException(
        "what has "
            + type.getName()
            + " underneath would go round the faults: ask the network that FaultNetwork is over");
  }

  @Override
  public final String toString() {
    return "faults over " + under;
  }

  /**
   * What a socket is called.
   *
   * @param scheme by plans: {@code tcp} for {@code tcp4} too
   * @param transport by messages
   */
  record Names(String scheme, String transport) {}
}
