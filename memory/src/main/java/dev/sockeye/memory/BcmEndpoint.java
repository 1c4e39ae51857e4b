package dev.sockeye.memory;

import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.can.BcmMessage;
import dev.sockeye.can.CanAddress;
import dev.sockeye.can.CanFrame;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A socket of the broadcast manager, {@code Documentation/networking/can.rst} and {@code
 * net/can/bcm.c}, which sends and waits by the network's time.
 */
final class BcmEndpoint extends CanEndpoint implements CanBus.Member {

  private static final int MOST_SENT = 256;

  // Guarded by the kernel's lock.
  private final DatagramLine bus = new DatagramLine(this);
  private final List<BcmSending> sending = new ArrayList<>();
  private final List<BcmReceiving> receiving = new ArrayList<>();

  BcmEndpoint(Kernel kernel, SocketSpec<MessageEndpoint> spec, Set<SocketOption<?>> described)
      throws ClosedChannelException {
    super(kernel, Kind.CAN_BCM, spec, described);
  }

  @Override
  SocketAddress named(SocketAddress wanted, int number) {
    throw new UnsupportedOperationException(
        "sockets of the broadcast manager are connected to their interface, and not bound");
  }

  @Override
  public boolean connect(SocketAddress address) throws IOException {
    CanAddress place = CanBus.interfaceOf(Objects.requireNonNull(address, "remote"));
    return whileOpen(
        () -> {
          requireUnconnected("connect");
          boolean connected = super.connect(place);
          table().join(this);
          return connected;
        });
  }

  @Override
  public MessageEndpoint disconnect() throws IOException {
    return whileOpen(
        () -> {
          requireUnconnected("disconnect");
          return this;
        });
  }

  private void requireUnconnected(String operation) throws IOException {
    if (knownRemote() != null) {
      throw failure(operation, Errno.EISCONN);
    }
  }

  private SharedTable table() {
    return (SharedTable) kernel().table(kind());
  }

  private CanAddress place() {
    return (CanAddress) knownRemote();
  }

  /** What comes has been asked for. */
  @Override
  boolean admits(SocketAddress from) {
    return true;
  }

  @Override
  public boolean put(
      String operation, byte[] payload, SocketAddress target, Message header, boolean wait)
      throws IOException {
    return whileOpen(
        () -> {
          output().begin();
          if (knownRemote() == null) {
            throw failure(operation, Errno.ENOTCONN); // whatever address it is sent to
          }
          BcmRequest request = BcmRequest.of(payload);
          if (request == null || !takes(operation, request)) {
            throw refusal(
                operation,
                "the broadcast manager does not take this message of "
                    + payload.length
                    + " bytes: see BcmMessage",
                Errno.EINVAL);
          }
          return true;
        });
  }

  private boolean takes(String operation, BcmRequest request) throws IOException {
    return switch (request.opcode()) {
      case BcmMessage.TX_SETUP -> setUpSending(operation, request);
      case BcmMessage.RX_SETUP -> setUpReceiving(operation, request);
      case BcmMessage.TX_SEND -> sendOne(operation, request);
      case BcmMessage.TX_DELETE -> delete(sending, request);
      case BcmMessage.RX_DELETE -> delete(receiving, request);
      case BcmMessage.TX_READ -> read(sending, request, BcmMessage.TX_STATUS);
      case BcmMessage.RX_READ -> read(receiving, request, BcmMessage.RX_STATUS);
      default -> false;
    };
  }

  private boolean setUpSending(String operation, BcmRequest request) throws IOException {
    requireInterface(operation);
    if (request.frames() < 1 || request.frames() > MOST_SENT || !request.hasFrames()) {
      return false;
    }
    BcmSending found = find(sending, request);
    if (found == null) {
      found = new BcmSending(this, request);
      sending.add(found);
    } else {
      requireRoom(operation, found, request);
    }
    found.set(request);
    return true;
  }

  private boolean setUpReceiving(String operation, BcmRequest request) throws IOException {
    boolean any = request.has(BcmMessage.RX_FILTER_ID) || request.frames() == 0;
    BcmRequest setup = any ? request.ofAnyContent() : request;
    boolean answers = setup.has(BcmMessage.RX_RTR_FRAME);
    if (answers && (setup.frames() != 1 || (setup.canId() & CanFrame.RTR) == 0)) {
      return false;
    }
    BcmReceiving found = find(receiving, setup);
    if (found == null) {
      found = new BcmReceiving(this, setup);
      receiving.add(found);
    } else {
      requireRoom(operation, found, setup);
    }
    found.set(setup);
    return true;
  }

  /** As many frames as at first can be set, and no more. */
  private void requireRoom(String operation, BcmOperation found, BcmRequest request)
      throws IOException {
    if (request.frames() > found.frames.length) {
      throw new SocketException(
          SocketFailure.sentence(
              operation,
              kind().scheme(),
              local(),
              knownRemote(),
              "there were fewer frames of this identifier: delete them before (E2BIG)"));
    }
  }

  private boolean sendOne(String operation, BcmRequest request) throws IOException {
    requireInterface(operation);
    if (request.frames() != 1 || !request.hasFrames()) {
      return false;
    }
    sendFrame(request.frame(0));
    return true;
  }

  private void requireInterface(String operation) throws IOException {
    if (place().index() == 0) {
      throw failure(operation, Errno.ENODEV);
    }
  }

  private static <T extends BcmOperation> T find(List<T> all, BcmRequest request) {
    return all.stream().filter(each -> each.setup.isAbout(request)).findFirst().orElse(null);
  }

  private static boolean delete(List<? extends BcmOperation> all, BcmRequest request) {
    BcmOperation found = find(all, request);
    if (found != null) {
      found.end();
      all.remove(found);
    }
    return found != null;
  }

  private static boolean read(List<? extends BcmOperation> all, BcmRequest request, int answer) {
    BcmOperation found = find(all, request);
    if (found != null) {
      found.tell(answer, found.frames);
    }
    return found != null;
  }

  /** Sends a frame to all on the bus, this one too. */
  void sendFrame(byte[] frame) {
    CanBus.send(this, bus, frame.clone(), place());
  }

  /** Tells the program. */
  void tell(byte[] answer) {
    hear(new Packet(answer, place(), 0), Message.of(ByteBuffer.allocate(0)), false);
  }

  /** What is under way is heard when it arrives. */
  @Override
  public void hear(CanFrame frame, Packet packet, CanEndpoint sender, boolean overtaking) {
    boolean here = place().index() == 0 || place().equals(packet.from());
    if (here) {
      byte[] bytes = new byte[packet.length()];
      packet.payload().get(bytes);
      kernel().at(packet.arrival(), () -> take(frame, bytes));
    }
  }

  private void take(CanFrame frame, byte[] bytes) {
    for (BcmReceiving each : List.copyOf(receiving)) {
      each.hear(frame, bytes);
    }
  }

  @Override
  void leave() {
    sending.forEach(BcmOperation::end);
    receiving.forEach(BcmOperation::end);
    receiving.clear();
    table().leave(this);
    super.leave();
  }

  @Override
  public MessageEndpoint bind(SocketAddress address) {
    named(address, 0);
    return this;
  }
}
