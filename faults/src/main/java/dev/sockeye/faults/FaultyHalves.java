package dev.sockeye.faults;

import dev.sockeye.Shutdownable;
import java.io.IOException;

/** The half close of {@link FaultyMessages}. */
final class FaultyHalves implements Shutdownable {

  private final FaultyMessages socket;
  private final Shutdownable under;

  FaultyHalves(FaultyMessages socket, Shutdownable under) {
    this.socket = socket;
    this.under = under;
  }

  @Override
  public Shutdownable shutdownInput() throws IOException {
    socket.shut(under::shutdownInput);
    return this;
  }

  @Override
  public Shutdownable shutdownOutput() throws IOException {
    socket.shut(
        () -> {
          if (!socket.link().isSilent() && socket.broken() == null) {
            under.shutdownOutput();
          }
        });
    return this;
  }
}
