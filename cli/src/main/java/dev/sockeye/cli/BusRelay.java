package dev.sockeye.cli;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.server.MessageHandler;
import dev.sockeye.server.MessageSocket;
import dev.sockeye.server.Request;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * Between two buses, on which all hear all: both are listened to from the beginning, and who is on
 * the one hears what is said on the other. What a bus does not take is kept up to a limit, and then
 * told and lost, as nothing there can wait. Its own frames a socket does not hear, so that none
 * comes back.
 */
final class BusRelay implements MessageHandler {

  private final Relay relay;
  private MessageSocket other; // null until it is open
  private boolean ended;

  BusRelay(Relay relay) {
    this.relay = relay;
  }

  @Override
  public void opened(MessageSocket bus) throws IOException {
    SocketAddress here = bus.endpoint().getLocalAddress();
    relay.open(bus.loop(), relay::openMessages, opened -> join(bus, here, opened), bus::abort);
  }

  private void join(MessageSocket bus, SocketAddress here, MessageEndpoint opened) {
    other =
        bus.loop()
            .register(opened, frame -> Passing.on(frame.message(), frame.endpoint(), bus, here));
    if (ended) {
      other.close();
    }
  }

  @Override
  public void handle(Request frame) throws IOException {
    if (other != null) {
      Passing.on(frame.message(), frame.endpoint(), other, null);
    }
  }

  @Override
  public void closed(MessageSocket gone, Throwable cause) {
    ended = true;
    if (other != null) {
      other.close();
    }
  }
}
