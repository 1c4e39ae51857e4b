package dev.sockeye.unix;

import dev.sockeye.Endpoint;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.Pollable;
import dev.sockeye.SocketSpec;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.DescriptorCalls;
import dev.sockeye.posix.DescriptorChannel;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Objects;

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
 *     FileChannel file = received.channel(0)) { ... }
 * }</pre>
 *
 * <p>Sending leaves them open: the receiver gets its own. Received ones that nobody {@linkplain
 * #take takes} are closed when their message is cleared or received into again, or at last when
 * they are unreachable. Safe for use by several threads.
 */
public final class Descriptors implements Closeable, Message.Resource {

  private static final Cleaner CLEANER = Cleaner.create();

  private final OwnedDescriptors owned;
  private final Cleaner.Cleanable cleanable;
  private final SocketFile[] names; // of the sockets that they were duplicated from
  private volatile boolean belongsToMessage;

  private Descriptors(int[] fds, boolean belongsToMessage, SocketFile... names) {
    this.names = names;
    owned = new OwnedDescriptors(fds);
    cleanable = CLEANER.register(this, owned);
    this.belongsToMessage = belongsToMessage;
  }

  static Descriptors received(int... fds) {
    for (int fd : fds) {
      DescriptorCalls.closeOnExec(fd);
    }
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
    return new Descriptors(new int[] {NamedFile.open(file, options)}, false);
  }

  /**
   * Makes a file of memory that has no name in the file system, {@code memfd_create(2)}: to be
   * filled by its {@link #channel}, sealed, and passed to a process that reads or maps it, as
   * Wayland's clients pass pictures. It is gone with its last descriptor. Linux.
   *
   * <pre>{@code
   * try (Descriptors picture = Descriptors.memory("picture");
   *     FileChannel channel = picture.channel(0)) {
   *   channel.write(pixels, 0);
   *   endpoint.sendMessage(Message.of(text).set(Unix.RIGHTS, picture.seal()));
   * }
   * }</pre>
   *
   * <p>The position is shared with the receiver, {@link #channel}: who writes by position leaves it
   * at the beginning.
   *
   * @param name what {@code /proc} shows; need not be unique; at most 249 bytes
   * @return one descriptor, for reading and writing
   * @throws UnsupportedOperationException if this host has no native sockets, or is not Linux
   * @throws IOException if the system refuses
   */
  public static Descriptors memory(String name) throws IOException {
    requireNative();
    return new Descriptors(new int[] {MemoryFile.create(name)}, false);
  }

  /**
   * Seals {@linkplain #memory files of memory} for good, {@code F_ADD_SEALS}: nobody can write to
   * them, make them shorter or longer, or add other seals. A receiver who finds them {@linkplain
   * #isSealed sealed} can map them without fear that they change or end under its eyes. Harmless
   * when repeated.
   *
   * @return this
   * @throws IOException if one is no file of memory, or mapped for writing
   */
  public Descriptors seal() throws IOException {
    int[] fds = use();
    try {
      for (int fd : fds) {
        MemoryFile.seal(fd);
      }
    } finally {
      endUse();
    }
    return this;
  }

  /**
   * Tells whether a file of memory is sealed, {@code F_GET_SEALS}: nobody can write to it, make it
   * shorter or longer.
   *
   * @param index which, from 0 on
   * @return whether; {@code false} for all that is no file of memory
   * @throws IOException if closed
   */
  public boolean isSealed(int index) throws IOException {
    return ask(index, MemoryFile::isSealed);
  }

  /**
   * Duplicates the descriptors of sockets, {@code dup(2)}: to pass a connection or a listener on to
   * another process. Both have the same socket then, whose buffers, options and shutdown they
   * share; close the endpoint here before the other one uses it. Closing wakes the calls here that
   * began after this one, such as an accept, and the other process keeps its socket; an endpoint's
   * call that was under way before can only be woken by {@code shutdown(2)}, which ends it for
   * both. Once they are sent, closing here leaves the socket's file in its place: {@link
   * Unix#UNLINK_ON_CLOSE}.
   *
   * @param sockets endpoints and listeners of {@link Unix}, or over a channel of the JDK, such as
   *     those of TCP and UDP
   * @return as many descriptors, in this order
   * @throws UnsupportedOperationException if one is neither, or its channel's descriptor is not
   *     found, or this host has no native sockets
   * @throws java.nio.channels.ClosedChannelException if one is closed
   * @throws IOException if the system refuses
   */
  public static Descriptors of(Pollable... sockets) throws IOException {
    requireNative();
    int[] fds =
        OwnedDescriptors.make(sockets.length, index -> DescriptorOf.duplicate(sockets[index]));
    return new Descriptors(fds, false, DescriptorOf.files(sockets));
  }

  /** They went to somebody, who has the sockets' names from now on. */
  void passedOn() {
    for (SocketFile name : names) {
      name.unlinkOnClose(false);
    }
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
    Bindings.unavailable()
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
   * What the receiver of a message in this process gets: duplicates, {@code dup(2)}, that belong to
   * its message. For networks that hand messages over themselves; as after sending, closing a
   * socket here leaves its file.
   *
   * @return as many descriptors, for the same open files
   * @throws ClosedChannelException if closed
   * @throws IllegalArgumentException if there are more than a message carries
   * @throws IOException if the system refuses
   */
  public Descriptors pass() throws IOException {
    Descriptors passed = new Descriptors(owned.duplicates(), true);
    passedOn();
    return passed;
  }

  /**
   * {@inheritDoc} These are duplicates, {@code dup(2)}.
   *
   * @throws IllegalArgumentException if there are more than a message carries
   */
  @Override
  public Descriptors duplicate() throws IOException {
    return new Descriptors(owned.duplicates(), true, names);
  }

  static void requireCarried(int count) {
    if (count > Rights.MAX_DESCRIPTORS) {
      throw new IllegalArgumentException(
          count + " descriptors: " + Rights.MAX_DESCRIPTORS + " is the most");
    }
  }

  /**
   * How many there are.
   *
   * @return how many, 0 once closed
   */
  public int size() {
    return owned.size();
  }

  /**
   * The number of a descriptor, for other libraries; good until this is closed.
   *
   * @param index which, from 0 on
   * @return the number
   * @throws ClosedChannelException if closed
   */
  public int descriptor(int index) throws ClosedChannelException {
    int[] fds = use();
    endUse();
    return fds[Objects.checkIndex(index, fds.length)];
  }

  /** The numbers, which stay open until {@link #endUse}, whoever closes this meanwhile. */
  int[] use() throws ClosedChannelException {
    return owned.use();
  }

  void endUse() {
    owned.endUse();
  }

  /** Of who uses them. */
  int[] inUse() {
    return owned.inUse();
  }

  /**
   * Makes a channel of a descriptor that is a file, a pipe or a terminal, {@code read(2)} and
   * {@code write(2)}. It is not opened anew: position, {@code O_APPEND} and the access that it was
   * opened for are those that whoever sent it has, and the position is shared with them.
   *
   * <p>A write of up to 1 MiB is one call of the system, that of several buffers too, so that
   * records which several processes append to a log do not mix. Calls with a position are {@code
   * pread(2)} and {@code pwrite(2)}; on Linux the latter appends where {@code O_APPEND} is set. A
   * file cannot be mapped or locked here ({@link UnsupportedOperationException}).
   *
   * @param index which, from 0 on
   * @return the channel, with a descriptor of its own, to be closed by the caller
   * @throws IllegalArgumentException if the descriptor is a socket: use {@link #endpoint}
   * @throws IOException if the system refuses
   */
  public FileChannel channel(int index) throws IOException {
    return ask(index, Descriptors::channelOf);
  }

  private static FileChannel channelOf(int fd) throws IOException {
    if (DescriptorCalls.getInt(fd, Abi.CURRENT.soType(), new int[1]) == 0) {
      throw new IllegalArgumentException("the descriptor is a socket: use endpoint");
    }
    return DescriptorCalls.made(DescriptorCalls.duplicate(fd), DescriptorChannel::new);
  }

  /**
   * Tells what a socket is, by {@code SO_DOMAIN}, {@code SO_TYPE} and {@code SO_PROTOCOL}, for
   * {@link #endpoint} and {@link #listener}.
   *
   * @param index which, from 0 on
   * @return a specification of a transport that is present; one of the Internet is of IPv4 or of
   *     IPv6
   * @throws IllegalArgumentException if the descriptor is no socket
   * @throws UnsupportedOperationException if no transport present takes such sockets over
   * @throws IOException if closed
   */
  public SocketSpec<?> spec(int index) throws IOException {
    return ask(index, OpenSockets::spec);
  }

  /**
   * Tells whether a socket listens, {@code SO_ACCEPTCONN}.
   *
   * @param index which, from 0 on
   * @return whether
   * @throws IllegalArgumentException if the descriptor is no socket
   * @throws IOException if closed
   */
  public boolean isListener(int index) throws IOException {
    return ask(index, OpenSockets::listens);
  }

  /**
   * Makes an endpoint of a descriptor that is a connected socket, or an open one of datagrams, of
   * any transport that is present. Those of TCP and UDP are over a channel of the JDK.
   *
   * @param <E> its shape
   * @param index which, from 0 on
   * @param spec what it is, such as {@link Unix#STREAM} or {@code Tcp.STREAM}
   * @return the endpoint, with a descriptor of its own
   * @throws IllegalArgumentException if the descriptor is another socket or none, or listens
   * @throws UnsupportedOperationException if the transport takes no sockets over
   * @throws IOException if it is not connected and has to be, or the system refuses
   */
  public <E extends Endpoint> E endpoint(int index, SocketSpec<E> spec) throws IOException {
    return ask(index, fd -> OpenSockets.endpoint(fd, spec));
  }

  /**
   * Makes a listener of a descriptor that is a socket which listens, of any transport that is
   * present. That of TCP is over a channel of the JDK. The name of one of the UNIX domain is not
   * removed when it is closed here.
   *
   * @param <E> the shape of what it accepts
   * @param index which, from 0 on
   * @param spec what it is, such as {@link Unix#STREAM} or {@code Tcp.STREAM}
   * @return the listener, with a descriptor of its own
   * @throws IllegalArgumentException if the descriptor is another socket or none, or does not
   *     listen
   * @throws UnsupportedOperationException if the transport takes no sockets over
   * @throws IOException if the system refuses
   */
  public <E extends Endpoint> Listener<E> listener(int index, SocketSpec<E> spec)
      throws IOException {
    return ask(index, fd -> OpenSockets.listener(fd, spec));
  }

  /** What is done with a descriptor, which stays open meanwhile. */
  @FunctionalInterface
  private interface Question<T> {
    T ask(int fd) throws IOException;
  }

  private <T> T ask(int index, Question<T> question) throws IOException {
    int[] fds = use();
    try {
      return question.ask(fds[Objects.checkIndex(index, fds.length)]);
    } finally {
      endUse();
    }
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
    return owned.toString();
  }
}
