package dev.sockeye.posix;

import dev.sockeye.Errno;
import dev.sockeye.SocketErrnoException;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;

/**
 * The descriptor of a JDK channel, which the JDK keeps to itself. Of the process's descriptors it
 * is the socket of the channel's type and addresses that shows a {@link ChannelMark} of the
 * channel.
 *
 * <p>The newest descriptors are looked at first, and before them those next to what was found last:
 * a connection is asked for when it was just accepted, or all are one after the other. Then a
 * search is a few calls, however many are open.
 *
 * <p>Guarded by the class: two that mark channels at once might find each other's.
 */
public final class ChannelDescriptor {

  /** Another thread may set the same option meanwhile. */
  private static final int ATTEMPTS = 3;

  /** How far from what was found last is looked at before all others. */
  private static final int NEAR = 8;

  private static final boolean LINUX = Abi.isLinux();
  private static final File DESCRIPTORS = new File(LINUX ? "/proc/self/fd" : "/dev/fd");

  private static final int NAME_SIZE = 128; // of struct sockaddr_storage
  private static final Memory NAME = Memory.allocate(NAME_SIZE + 4);

  private static int foundLast;

  private final NetworkChannel channel;
  private final AddressCodec addresses;
  private final SocketAddress local;
  private final SocketAddress remote;
  private final int mostLooks;
  private int looks;

  /** Begins a search. */
  ChannelDescriptor(NetworkChannel channel, AddressCodec addresses) throws IOException {
    this(channel, addresses, Integer.MAX_VALUE);
  }

  private ChannelDescriptor(NetworkChannel channel, AddressCodec addresses, int mostLooks)
      throws IOException {
    this.channel = channel;
    this.addresses = addresses;
    this.mostLooks = mostLooks;
    SocketAddress said = channel.getLocalAddress();
    SocketAddress peer =
        channel instanceof SocketChannel connected ? connected.getRemoteAddress() : null;
    AdoptedChannels.Names names = AdoptedChannels.names(channel);
    local = names == null ? said : names.local();
    remote = names == null ? peer : names.remote();
  }

  /**
   * Finds it.
   *
   * @param channel a channel that nobody closes meanwhile
   * @return the number of the channel's own; -1 if it is not found
   */
  static int number(NetworkChannel channel) throws IOException {
    synchronized (ChannelDescriptor.class) {
      int duplicate = duplicate(channel, null);
      if (duplicate < 0) {
        return -1;
      }
      Bindings.libc().close(duplicate);
      return foundLast;
    }
  }

  /**
   * Finds it and duplicates it, so that it cannot become another's.
   *
   * @param channel the channel
   * @param addresses its family's; {@code null} if that is the Internet's
   * @return a descriptor of the same socket that is the caller's to close; -1 if it is not found
   * @throws IOException if the channel is closed, or the system refuses another descriptor
   */
  public static int duplicate(NetworkChannel channel, AddressCodec addresses) throws IOException {
    return new ChannelDescriptor(channel, addresses).duplicate();
  }

  /**
   * Finds it among the newest descriptors and duplicates it.
   *
   * @param channel the channel
   * @param addresses its family's; {@code null} if that is the Internet's
   * @param mostLooks how many descriptors to look at
   * @return a descriptor of the same socket that is the caller's to close; -1 if it is not found
   * @throws IOException if the channel is closed, or the system refuses another descriptor
   */
  static int duplicate(NetworkChannel channel, AddressCodec addresses, int mostLooks)
      throws IOException {
    return new ChannelDescriptor(channel, addresses, mostLooks).duplicate();
  }

  int duplicate() throws IOException {
    synchronized (ChannelDescriptor.class) {
      int own = -1;
      for (int attempt = 0; own < 0 && attempt < ATTEMPTS; attempt++) {
        own = search();
      }
      if (own >= 0 && !channel.isOpen()) {
        Bindings.libc().close(own);
        throw new ClosedChannelException();
      }
      return own;
    }
  }

  /** How many descriptors the search has looked at. */
  int looks() {
    return looks;
  }

  private int search() throws IOException {
    int free = lowestFree();
    try (ChannelMark<?> mark = ChannelMark.set(channel)) {
      for (PrimitiveIterator.OfInt all = candidates(free); looks < mostLooks && all.hasNext(); ) {
        int fd = all.nextInt();
        int own = is(fd, mark) ? duplicateIfOpen(fd) : -1;
        if (own >= 0 && is(own, mark)) {
          foundLast = fd;
          return own;
        } else if (own >= 0) {
          Bindings.libc().close(own); // closed meanwhile, and the number another's
        }
      }
      return -1;
    }
  }

  /** Below it all are in use. */
  private static int lowestFree() throws IOException {
    int free = Bindings.libc().socket(InetCodec.AF_INET, Abi.SOCK_DGRAM, 0);
    if (free < 0) {
      throw DescriptorCalls.failure("socket", free);
    }
    Bindings.libc().close(free);
    return free;
  }

  private static PrimitiveIterator.OfInt candidates(int free) {
    IntStream near = IntStream.range(Math.max(0, foundLast - NEAR), foundLast + NEAR);
    IntStream newest = IntStream.rangeClosed(1, free).map(i -> free - i);
    IntStream rest = IntStream.of(free).flatMap(ChannelDescriptor::from);
    return IntStream.concat(IntStream.concat(near, newest), rest).iterator();
  }

  /** What is open from a number on, which has to be looked for. */
  private static IntStream from(int free) {
    String[] names = DESCRIPTORS.list();
    return names == null
        ? IntStream.empty()
        : Arrays.stream(names).mapToInt(Integer::parseInt).filter(fd -> fd >= free);
  }

  /** Gives -1 if it was closed meanwhile. */
  private static int duplicateIfOpen(int fd) throws IOException {
    try {
      return DescriptorCalls.duplicate(fd);
    } catch (SocketErrnoException e) {
      if (e.errno() == Errno.EBADF) {
        return -1;
      }
      throw e;
    }
  }

  private boolean is(int fd, ChannelMark<?> mark) throws IOException {
    looks++;
    return (mark == null || mark.isOn(fd)) && isAlike(fd) && (mark == null || mark.isOfChannel(fd));
  }

  /** Whether a descriptor is a socket of the channel's type and addresses. */
  private boolean isAlike(int fd) {
    int type = channel instanceof DatagramChannel ? Abi.SOCK_DGRAM : Abi.SOCK_STREAM;
    boolean listens = channel instanceof ServerSocketChannel && local != null;
    return option(fd, Abi.CURRENT.soType()) == type
        && SocketInfo.listens(fd) == listens
        && isNamed(fd, local, Bindings.libc()::getsockname)
        && (!(channel instanceof SocketChannel)
            || isNamed(fd, remote, Bindings.libc()::getpeername)
            || isOver(fd));
  }

  /** Whether the system has forgotten the peer, as it does once both sides are done. */
  private static boolean isOver(int fd) {
    NAME.putInt(NAME_SIZE, NAME_SIZE);
    int result = Bindings.libc().getpeername(fd, NAME.address, NAME.address + NAME_SIZE);
    return result == -Errno.ENOTCONN.number();
  }

  /** {@code getsockname(2)} or {@code getpeername(2)}. */
  @FunctionalInterface
  private interface NameCall {
    int make(int fd, long address, long length);
  }

  /**
   * Of an Internet address the port is compared; one that the system does not tell, as of a peer
   * before it has answered or after it has broken off, is anybody's. A client of the UNIX domain
   * may have none.
   */
  private boolean isNamed(int fd, SocketAddress expected, NameCall call) {
    int lengthAt = NAME_SIZE;
    NAME.putInt(lengthAt, lengthAt);
    boolean known = call.make(fd, NAME.address, NAME.address + lengthAt) == 0;
    if (expected == null) {
      return !known || InetCodec.port(NAME.bytes, 0) <= 0;
    } else if (expected instanceof InetSocketAddress inet) {
      return !known || InetCodec.port(NAME.bytes, 0) == inet.getPort();
    }
    SocketAddress found = known ? addresses.read(NAME.bytes, 0, NAME.getInt(lengthAt)) : null;
    return expected.equals(found == null ? addresses.unnamed() : found);
  }

  /** An option of level SOL_SOCKET; -1 if the descriptor is no socket. */
  private static int option(int fd, int name) {
    int[] value = new int[1];
    return DescriptorCalls.getInt(fd, name, value) < 0 ? -1 : value[0];
  }
}
