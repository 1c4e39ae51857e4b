package dev.sockeye.server;

import dev.sockeye.Addresses;
import dev.sockeye.Endpoint;
import java.io.IOException;
import java.net.SocketAddress;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A connection was accepted. */
@Name("dev.sockeye.Accept")
@Label("Socket Accept")
@Description("A connection was accepted by a Sockeye server")
@Category("Sockeye")
@StackTrace(false)
final class AcceptEvent extends Event {

  @Label("Socket")
  String socket;

  @Label("Local Address")
  String local;

  @Label("Remote Address")
  String remote;

  static void record(Endpoint endpoint, SocketAddress listening) {
    AcceptEvent event = new AcceptEvent();
    if (!event.shouldCommit()) {
      return;
    }
    event.socket = endpoint.spec().toString();
    event.local = listening == null ? null : Addresses.format(listening);
    event.remote = remote(endpoint);
    event.commit();
  }

  private static String remote(Endpoint endpoint) {
    try {
      SocketAddress peer = endpoint.getRemoteAddress();
      return peer == null ? "" : Addresses.format(peer);
    } catch (IOException closed) {
      return "";
    }
  }
}
