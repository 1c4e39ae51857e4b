package dev.sockeye.tap;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.Shutdownable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;

/** An endpoint of messages that is recorded. */
final class TapMessageEndpoint extends TapEndpoint<MessageEndpoint> implements MessageEndpoint {

  private final Tapping tapping;

  TapMessageEndpoint(MessageEndpoint under, Recorder recorder, Tapping tapping) {
    super(under, MessageEndpoint.class, recorder);
    this.tapping = tapping;
  }

  @Override
  public int send(ByteBuffer src) throws IOException {
    return sent(Mark.of(src), null, null, () -> under().send(src));
  }

  @Override
  public int sendTo(ByteBuffer src, SocketAddress target) throws IOException {
    return sent(Mark.of(src), target, null, () -> under().sendTo(src, target));
  }

  @Override
  public int sendMessage(Message message) throws IOException {
    return sent(Mark.of(message), message.peer(), message, () -> under().sendMessage(message));
  }

  private int sent(Mark before, SocketAddress to, Message message, Recorder.Call call)
      throws IOException {
    int n = (int) recorder().watch(call);
    if (n >= 0) {
      recorder().sent(before.moved(to, message));
    }
    return n;
  }

  @Override
  public int sendMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    Mark[] before = Mark.of(messages, offset, length);
    int n = (int) recorder().watch(() -> under().sendMessages(messages, offset, length));
    for (int i = 0; i < n; i++) {
      Message message = messages[offset + i];
      recorder().sent(before[i].moved(message.peer(), message));
    }
    return n;
  }

  @Override
  public boolean flush() throws IOException {
    return under().flush();
  }

  @Override
  public int receive(ByteBuffer dst) throws IOException {
    Mark before = Mark.of(dst);
    try {
      return received(before, (int) recorder().watch(() -> under().receive(dst)));
    } catch (MessageTruncatedException e) {
      recorder().received(before.moved()); // what there was room for
      throw e;
    }
  }

  private int received(Mark before, int n) {
    if (n >= 0) {
      recorder().received(before.moved());
    } else if (n == END_OF_INPUT) {
      recorder().receivedEnd();
    }
    return n;
  }

  @Override
  public SocketAddress receiveFrom(ByteBuffer dst) throws IOException {
    Mark before = Mark.of(dst);
    SocketAddress[] sender = new SocketAddress[1];
    try {
      recorder()
          .watch(
              () -> {
                sender[0] = under().receiveFrom(dst);
                return 0;
              });
    } catch (MessageTruncatedException e) {
      recorder().received(before.moved());
      throw e;
    } catch (EOFException e) {
      recorder().receivedEnd();
      throw e;
    }
    recorder().received(before.moved(sender[0], null));
    return sender[0];
  }

  @Override
  public int receiveMessage(Message message) throws IOException {
    Mark before = Mark.of(message);
    int n = (int) recorder().watch(() -> under().receiveMessage(message));
    if (n >= 0) {
      received(before, message);
    } else if (n == END_OF_INPUT) {
      recorder().receivedEnd();
    }
    return n;
  }

  private void received(Mark before, Message message) {
    if (!message.isNotification()) { // which is the protocol's own, and nobody sent it
      recorder().received(before.moved(message.peer(), message));
    }
  }

  @Override
  public int receiveMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    Mark[] before = Mark.of(messages, offset, length);
    int n = (int) recorder().watch(() -> under().receiveMessages(messages, offset, length));
    for (int i = 0; i < n; i++) {
      received(before[i], messages[offset + i]);
    }
    if (n == END_OF_INPUT) {
      recorder().receivedEnd();
    }
    return n;
  }

  @Override
  public MessageEndpoint disconnect() throws IOException {
    under().disconnect();
    recorder().disconnected();
    return this;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    } else if (type == Shutdownable.class) {
      return type.cast(new Directions(under().unwrap(Shutdownable.class)));
    }
    T found = super.unwrap(type);
    return ShapedTap.isShape(type) && found instanceof MessageEndpoint shaped
        ? type.cast(ShapedTap.of(type, this, shaped, tapping))
        : found;
  }

  /** Its two directions. */
  private final class Directions implements Shutdownable {

    private final Shutdownable under;

    Directions(Shutdownable under) {
      this.under = under;
    }

    @Override
    public Shutdownable shutdownInput() throws IOException {
      under.shutdownInput();
      return this;
    }

    @Override
    public Shutdownable shutdownOutput() throws IOException {
      under.shutdownOutput();
      recorder().sentEnd();
      return this;
    }
  }
}
