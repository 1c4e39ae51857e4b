package dev.sockeye.tap;

import dev.sockeye.AncillaryStream;
import dev.sockeye.Message;
import java.io.IOException;

/** A stream that is recorded and whose bytes can have attributes, which are not. */
final class TapAncillaryStream extends TapStreamEndpoint implements AncillaryStream {

  private final AncillaryStream under;

  TapAncillaryStream(AncillaryStream under, Recorder recorder) {
    super(under, recorder);
    this.under = under;
  }

  @Override
  public long sendMessage(Message message) throws IOException {
    return sent(Mark.of(message), () -> under.sendMessage(message));
  }

  @Override
  public long receiveMessage(Message message) throws IOException {
    return received(Mark.of(message), () -> under.receiveMessage(message));
  }
}
