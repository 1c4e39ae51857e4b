package dev.sockeye.server;

import dev.sockeye.Addresses;
import dev.sockeye.Endpoint;
import java.net.SocketAddress;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A connection came to its end. */
@Name("dev.sockeye.Close")
@Label("Socket Close")
@Description("A connection of a Sockeye server or event loop was closed")
@Category("Sockeye")
@StackTrace(false)
final class CloseEvent extends Event {

  @Label("Socket")
  String socket;

  @Label("Remote Address")
  String remote;

  @Label("Time Open")
  @Timespan(Timespan.NANOSECONDS)
  long open;

  @Label("Bytes Read")
  @DataAmount
  long bytesRead;

  @Label("Bytes Written")
  @DataAmount
  long bytesWritten;

  @Label("Failure")
  String failure;

  static void record(
      Endpoint endpoint,
      SocketAddress peer,
      long opened,
      long read,
      long written,
      Throwable cause) {
    CloseEvent event = new CloseEvent();
    if (!event.shouldCommit()) {
      return;
    }
    event.socket = endpoint.spec().toString();
    event.remote = peer == null ? "" : Addresses.format(peer);
    event.open = System.nanoTime() - opened;
    event.bytesRead = read;
    event.bytesWritten = written;
    event.failure = cause == null ? null : cause.toString();
    event.commit();
  }
}
