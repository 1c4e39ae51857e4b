package dev.sockeye.posix;

import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.internal.DatagramBatching;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;

/** Batches on a descriptor of a JDK channel's socket. */
final class UdpBatch implements DatagramBatching.Batch {

  /**
   * What kernels and devices that cannot send segments give. All else, such as ENOBUFS or EPERM,
   * comes and goes, and is told.
   */
  private static final Errno[] OF_SEGMENTS = {
    Errno.EINVAL, Errno.EIO, Errno.EMSGSIZE, Errno.EOPNOTSUPP, Errno.ENOPROTOOPT
  };

  private final int descriptor;
  private final DatagramChannel channel;
  private final InetCodec addresses;

  // The one is for the thread that sends, the other for the one that receives. Closing takes both.
  private final Object sending = new Object();
  private final Object receiving = new Object();
  private final DatagramVector out = new DatagramVector(); // guarded by sending
  private final DatagramVector in = new DatagramVector(); // guarded by receiving
  private boolean segments = true; // guarded by sending
  private boolean closed; // set holding both, read holding either

  UdpBatch(int descriptor, DatagramChannel channel) {
    this.descriptor = descriptor;
    this.channel = channel;
    Memory name = Memory.allocate(InetCodec.SIZE + 4).putInt(InetCodec.SIZE, InetCodec.SIZE);
    Bindings.libc().getsockname(descriptor, name.address, name.address + InetCodec.SIZE);
    addresses = InetCodec.ofName(name.bytes, 0);
  }

  @Override
  public int send(Message[] messages, int offset, int length) throws IOException {
    synchronized (sending) {
      requireOpen();
      int entries = send(messages, offset, length, segments);
      if (entries < 0 && out.beginsWithSegments() && isOfSegments(-entries)) {
        entries = send(messages, offset, length, false);
        segments = entries < 0; // they were the trouble: not of this kernel, or of that device
      }
      if (entries < 0) {
        return refused("sendmmsg", messages[offset].peer(), -entries);
      }
      int sent = out.messagesIn(entries);
      MessageVector.consume(messages, offset, sent);
      return sent;
    }
  }

  private int send(Message[] messages, int offset, int length, boolean asSegments)
      throws IOException {
    int entries = out.load(messages, offset, length, addresses, asSegments);
    int flags = Abi.CURRENT.msgDontwait() | Abi.CURRENT.msgNosignal();
    return Bindings.libc().sendmmsg(descriptor, out.address(), entries, flags);
  }

  /** Whether runs of alike messages still go out as segments. */
  boolean usesSegments() {
    synchronized (sending) {
      return segments;
    }
  }

  /** Whether the kernel or a device that cannot send segments may fail with this. */
  static boolean isOfSegments(int errno) {
    for (Errno one : OF_SEGMENTS) {
      if (one.number() == errno) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int receive(Message[] messages, int offset, int length) throws IOException {
    synchronized (receiving) {
      requireOpen();
      int count = in.prepare(messages, offset, length);
      // With MSG_TRUNC a length is that of the datagram, also where less of it was kept.
      int flags = Abi.CURRENT.msgDontwait() | Abi.CURRENT.msgTrunc();
      int received = Bindings.libc().recvmmsg(descriptor, in.address(), count, flags, 0);
      if (received < 0) {
        return notReceived(-received);
      }
      for (int i = 0; i < received; i++) {
        in.unload(i, messages[offset + i]);
      }
      return received;
    }
  }

  /** What receiving failed with, for the endpoint to say of which; 0 if nothing is there. */
  private static int notReceived(int number) throws IOException {
    Errno errno = Errno.ofNumber(number).orElse(Errno.EIO);
    if (errno == Errno.EAGAIN) {
      return 0;
    } else if (errno == Errno.ECONNREFUSED) {
      throw new PortUnreachableException(errno.text());
    }
    throw new SocketException(errno.text());
  }

  /** What the call failed with; 0 if there was only nothing to do. */
  private int refused(String operation, SocketAddress target, int number) throws IOException {
    Errno errno = Errno.ofNumber(number).orElse(Errno.EIO);
    if (errno == Errno.EAGAIN) {
      return 0;
    }
    SocketAddress local = channel.getLocalAddress();
    SocketAddress remote = target == null ? channel.getRemoteAddress() : target;
    if (errno == Errno.ECONNREFUSED) {
      String reason = errno.text() + " (" + errno + ")";
      throw new PortUnreachableException(
          SocketFailure.sentence(operation, "udp", local, remote, reason));
    }
    throw SocketFailure.describe(operation, "udp", local, remote, errno);
  }

  private void requireOpen() throws ClosedChannelException {
    if (closed || !channel.isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public void close() {
    synchronized (sending) {
      synchronized (receiving) {
        if (!closed) {
          closed = true;
          Bindings.libc().close(descriptor);
        }
      }
    }
  }
}
