package dev.sockeye.examples.swap;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SocketSpec;
import dev.sockeye.tipc.Tipc;
import java.io.IOException;

/** The calls that open an endpoint by its URI: the columns of the table. */
enum Call {
  CONNECT_STREAM("connectStream"),
  LISTEN_STREAM("listenStream"),
  CONNECT_MESSAGES("connectMessages"),
  LISTEN_MESSAGES("listenMessages"),
  BIND_MESSAGES("bindMessages");

  private final String method;

  Call(String method) {
    this.method = method;
  }

  String method() {
    return method;
  }

  boolean isStream() {
    return this == CONNECT_STREAM || this == LISTEN_STREAM;
  }

  /** Makes the call, and closes what it gives. */
  void tryAt(Network network, EndpointUri where) throws IOException {
    switch (this) {
      case CONNECT_STREAM -> network.connectStream(where).close();
      case LISTEN_STREAM -> network.listenStream(where).close();
      case CONNECT_MESSAGES -> network.connectMessages(where).close();
      case LISTEN_MESSAGES -> network.listenMessages(where).close();
      case BIND_MESSAGES -> network.bindMessages(where).close();
    }
  }

  /** Whether {@code shutdownOutput} ends one direction alone. */
  static boolean halfCloses(SocketSpec<? extends Endpoint> spec) {
    return !spec.protocol().equals(Protocol.IPPROTO_SCTP) && !spec.domain().equals(Tipc.AF_TIPC);
  }

  /** What goes over the endpoints that the call opens, in the table's words. */
  String carries(SocketSpec<? extends Endpoint> spec) {
    boolean stream = !spec.keepsBoundaries();
    if (isStream()) {
      return (stream ? "bytes" : "bytes of messages") + (halfCloses(spec) ? "" : ", no half close");
    } else if (!spec.semantics().isConnectionOriented()) {
      return "datagrams";
    }
    return stream ? "framed messages" : "messages";
  }
}
