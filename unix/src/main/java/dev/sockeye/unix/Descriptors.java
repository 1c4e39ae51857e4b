package dev.sockeye.unix;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.Pollable;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.SocketSpec;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * File descriptors that a message carries, {@code SCM_RIGHTS} of {@code unix(7)}, and their owner.
 *
 * <pre>{@code
 * try (Descriptors log = Descriptors.open(Path.of("/var/log/app.log"), StandardOpenOption.READ)) {
 *   endpoint.sendMessage(Message.of(text).set(Unix.RIGHTS, log));
 * }
 *
 * endpoint.receiveMessage(message);
 * try (Descriptors received = message.get(Unix.RIGHTS).take();
 *     FileChannel file = received.channel(0, StandardOpenOption.READ)) { ... }
 * }</pre>
 *
 * <p>Sending leaves them open: the receiver gets its own. Received ones that nobody {@linkplain
 * #take takes} are closed when their message is cleared or received into again, or at last when
 * they are unreachable. Safe for use by several threads.
 */
public final class Descriptors implements Closeable, Message.Resource {

  private static final Cleaner CLEANER = Cleaner.create();

  private final Owned owned;
  private final Cleaner.Cleanable cleanable;
  private volatile boolean belongsToMessage;

  /** What is closed; knows nothing of its owner, which could else not become unreachable. */
  private static final class Owned implements Runnable {

    private int[] fds; // guarded by this; null once closed

    Owned(int[] fds) {
      this.fds = fds;
    }

    @Override
    public synchronized void run() {
      if (fds != null) {
        for (int fd : fds) {
          Native.libc().close(fd);
        }
        fds = null;
      }
    }
  }

  private Descriptors(int[] fds, boolean belongsToMessage) {
    owned = new Owned(fds);
    cleanable = CLEANER.register(this, owned);
    this.belongsToMessage = belongsToMessage;
  }

  static Descriptors received(int... fds) {
    return new Descriptors(fds, true);
  }

  /**
   * Opens files, {@code open(2)}.
   *
   * @param file which
   * @param options {@code READ}, {@code WRITE} or both; {@code READ} if none
   * @return one descriptor
   * @throws UnsupportedOperationException if another option is given, or this host has no native
   *     sockets
   * @throws IOException if the system refuses
   */
  public static Descriptors open(Path file, OpenOption... options) throws IOException {
    requireNative();
    byte[] path = UnixAddresses.pathBytes(file.toString());
    Memory memory = Memory.allocate(path.length + 1);
    memory.bytes.put(path);
    int fd = Native.libc().open(memory.address, openFlags(options), 0);
    if (fd < 0) {
      throw failure("open " + file);
    }
    return new Descriptors(new int[] {fd}, false);
  }

  private static int openFlags(OpenOption... options) {
    Set<OpenOption> set = Set.of(options);
    if (!Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE).containsAll(set)) {
      throw new UnsupportedOperationException("only READ and WRITE: " + set);
    }
    int access =
        !set.contains(StandardOpenOption.WRITE)
            ? Layout.O_RDONLY
            : set.size() == 2 ? Layout.O_RDWR : Layout.O_WRONLY;
    return access | (Layout.CURRENT.linux() ? Layout.O_CLOEXEC : 0);
  }

  /**
   * Duplicates the descriptors of native sockets, {@code dup(2)}.
   *
   * @param sockets endpoints and listeners of {@link Unix}, those with path names of {@link
   *     Unix#STREAM} excepted, which are the JDK's
   * @return as many descriptors, in this order
   * @throws UnsupportedOperationException if one is not native
   * @throws IOException if the system refuses
   */
  public static Descriptors of(Pollable... sockets) throws IOException {
    int[] fds = new int[sockets.length];
    int done = 0;
    try {
      for (; done < fds.length; done++) {
        fds[done] = sockets[done].unwrap(NativeSocket.class).duplicate();
      }
    } finally {
      if (done < fds.length) {
        new Owned(Arrays.copyOf(fds, done)).run();
      }
    }
    return new Descriptors(fds, false);
  }

  /**
   * Becomes the owner of descriptors that are open already, such as ones that another library has.
   *
   * @param fds their numbers; from now on closed by the result
   * @return the owner
   */
  public static Descriptors adopt(int... fds) {
    requireNative();
    return new Descriptors(fds.clone(), false);
  }

  private static void requireNative() {
    Native.unavailable()
        .ifPresent(
            why -> {
              throw new UnsupportedOperationException("descriptors cannot be passed here: " + why);
            });
  }

  /**
   * Takes them out of their message, which closes them no more.
   *
   * @return this, to be closed by the caller
   */
  public Descriptors take() {
    belongsToMessage = false;
    return this;
  }

  /**
   * How many there are.
   *
   * @return how many, 0 once closed
   */
  public int size() {
    synchronized (owned) {
      return owned.fds == null ? 0 : owned.fds.length;
    }
  }

  /**
   * The number of a descriptor, for other libraries; good until this is closed.
   *
   * @param index which, from 0 on
   * @return the number
   * @throws ClosedChannelException if closed
   */
  public int descriptor(int index) throws ClosedChannelException {
    return numbers()[Objects.checkIndex(index, size())];
  }

  /** The numbers, which stay open only as long as this is reachable. */
  int[] numbers() throws ClosedChannelException {
    synchronized (owned) {
      if (owned.fds == null) {
        throw new ClosedChannelException();
      }
      return owned.fds;
    }
  }

  /**
   * Opens the file of a descriptor anew, by {@code /proc/self/fd}: of its own position, 0 at first.
   *
   * @param index which, from 0 on
   * @param options as of {@link FileChannel#open(Path, OpenOption...)}; no more than the
   *     descriptor's file allows this process
   * @return the channel, to be closed by the caller; independent of this
   * @throws IOException if it cannot be opened so, as no socket can: use {@link #endpoint}
   */
  public FileChannel channel(int index, OpenOption... options) throws IOException {
    String folder = Layout.CURRENT.linux() ? "/proc/self/fd/" : "/dev/fd/";
    try {
      return FileChannel.open(Path.of(folder + descriptor(index)), options);
    } finally {
      java.lang.ref.Reference.reachabilityFence(this);
    }
  }

  /**
   * Makes an endpoint of a descriptor that is a connected UNIX domain socket, or an open one of
   * datagrams.
   *
   * @param <E> its shape
   * @param index which, from 0 on
   * @param spec what it is, of {@link Unix}
   * @return the endpoint, with a descriptor of its own
   * @throws IllegalArgumentException if the descriptor is another socket or none
   * @throws IOException if the system refuses
   */
  public <E extends Endpoint> E endpoint(int index, SocketSpec<E> spec) throws IOException {
    int fd = descriptor(index);
    requireSocket(fd, spec);
    int own = duplicate(fd);
    try {
      E endpoint = NativeEndpoints.ofDescriptor(spec, own);
      own = -1;
      return endpoint;
    } finally {
      if (own >= 0) {
        Native.libc().close(own);
      }
      java.lang.ref.Reference.reachabilityFence(this);
    }
  }

  private static void requireSocket(int fd, SocketSpec<?> spec) {
    int[] value = new int[1];
    boolean socket = Sockets.getInt(fd, Layout.CURRENT.soType(), value) == 0;
    boolean ofType = socket && value[0] == Sockets.type(spec);
    boolean unix =
        !Layout.CURRENT.linux()
            || (Sockets.getInt(fd, Layout.SO_DOMAIN, value) == 0 && value[0] == Layout.AF_UNIX);
    if (!ofType || !unix) {
      throw new IllegalArgumentException("the descriptor is no socket " + spec);
    }
  }

  static int duplicate(int fd) throws IOException {
    int own =
        Layout.CURRENT.linux()
            ? Native.libc().fcntl(fd, Layout.F_DUPFD_CLOEXEC, 0)
            : Native.libc().dup(fd);
    if (own < 0) {
      throw failure("dup");
    }
    return own;
  }

  private static IOException failure(String operation) {
    int errno = Native.errno();
    return Errno.ofNumber(errno)
        .<IOException>map(
            known ->
                new SocketErrnoException(
                    operation + ": " + known.text() + " (" + known + ")", known))
        .orElseGet(() -> new SocketException(operation + ": errno " + errno));
  }

  /** Closes them, if their message received and still owns them. */
  @Override
  public void release() {
    if (belongsToMessage) {
      close();
    }
  }

  /** Closes them all. */
  @Override
  public void close() {
    cleanable.clean();
  }

  @Override
  public String toString() {
    synchronized (owned) {
      return owned.fds == null
          ? "closed"
          : List.of(Arrays.stream(owned.fds).boxed().toArray()).toString();
    }
  }
}
