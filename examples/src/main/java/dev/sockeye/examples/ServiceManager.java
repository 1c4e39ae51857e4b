package dev.sockeye.examples;

import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The other side of {@code sd_notify(3)}: starts a service and goes on once it is ready. */
public final class ServiceManager {

  private ServiceManager() {}

  /**
   * Starts a service, waits until it says that it is ready, and tells its process.
   *
   * @param args a path to be told at, and the service's command
   * @throws IOException if the system refuses
   */
  public static void main(String[] args) throws IOException {
    EndpointUri uri = EndpointUri.valueOf("unix+dgram:" + args[0] + "?SO_PASSCRED=true&mode=0600");
    try (MessageEndpoint notices = Network.system().bindMessages(uri)) {
      ProcessBuilder service = new ProcessBuilder(args).inheritIO();
      service.command().remove(0);
      service.environment().put("NOTIFY_SOCKET", args[0]);
      service.start();
      System.out.println(awaitReady(notices) + " is ready");
    }
  }

  /** The process that says first that it is ready; who it is the system vouches for. */
  static int awaitReady(MessageEndpoint notices) throws IOException {
    Message notice = Message.allocate(4096);
    do {
      notices.receiveMessage(notice.clear());
    } while (!text(notice).contains("READY=1"));
    return notice.get(Unix.CREDENTIALS).pid();
  }

  private static String text(Message notice) {
    return StandardCharsets.UTF_8.decode(notice.payload().duplicate().flip()).toString();
  }
}
