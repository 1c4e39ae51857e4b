package dev.sockeye.memory;

import dev.sockeye.Attribute;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.SocketSpec;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanAddress;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Instant;
import java.util.Set;

/** What the sockets of CAN have in common: what comes along with what they hear. */
abstract class CanEndpoint extends DescribedEndpoint {

  /** What a message was received with does not keep it from being sent on. */
  private static final Set<Attribute<?>> RECEIVED =
      Set.of(
          Can.TIMESTAMP, Can.DROPPED, Can.LOCAL, Can.OWN, Can.DEST_ADDR, Can.DEST_NAME, Can.PRIO);

  private long dropped; // guarded by the kernel's lock

  CanEndpoint(
      Kernel kernel, Kind kind, SocketSpec<MessageEndpoint> spec, Set<SocketOption<?>> described)
      throws ClosedChannelException {
    super(kernel, kind, spec, described);
  }

  static CanAddress canAddress(SocketAddress address) {
    if (address instanceof CanAddress can) {
      return can;
    }
    throw new UnsupportedAddressTypeException();
  }

  @Override
  public final void requireCarried(Attribute<?> attribute) {
    if (!RECEIVED.contains(attribute)) {
      super.requireCarried(attribute);
    }
  }

  final IOException refusal(String operation, String reason, Errno errno) {
    String sentence =
        SocketFailure.sentence(operation, kind().scheme(), local(), knownRemote(), reason);
    return new SocketErrnoException(sentence + " (" + errno + ")", errno);
  }

  /** What is told with every message of this network. */
  static Message told() {
    return Message.of(ByteBuffer.allocate(0)).set(Can.LOCAL, true);
  }

  /** Takes a message with what is told of it, and what this asked to be told. */
  final void hear(Packet packet, Message told, boolean overtaking) {
    if (!hasRoom(packet.length())) {
      dropped++;
      return;
    }
    if (options().get(Can.SO_TIMESTAMPNS)) {
      told.set(Can.TIMESTAMP, Instant.now());
    }
    if (dropped > 0 && options().get(Can.SO_RXQ_OVFL)) {
      told.set(Can.DROPPED, dropped);
    }
    arrive(AttributedPacket.of(packet, told), overtaking);
  }
}
