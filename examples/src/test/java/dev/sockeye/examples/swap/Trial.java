package dev.sockeye.examples.swap;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.util.concurrent.FutureTask;

/** Finds out what one cell of the table holds: by a conversation, or by the reason against it. */
final class Trial {

  private final Network network;
  private final EndpointUri where;

  Trial(Network network, EndpointUri where) {
    this.network = network;
    this.where = where;
  }

  /** What the call's endpoints carried, or why there are none. */
  String outcome(Call call) throws Exception {
    try {
      converse(call);
    } catch (UnsupportedOperationException refused) {
      return refused.getMessage();
    }
    return call.carries(network.scheme(where.scheme()).orElseThrow().spec());
  }

  private void converse(Call call) throws Exception {
    switch (call) {
      case CONNECT_STREAM -> connectStream();
      case LISTEN_STREAM -> streams();
      case CONNECT_MESSAGES -> connectMessages();
      case LISTEN_MESSAGES -> connections();
      case BIND_MESSAGES -> datagrams();
    }
  }

  private void connectStream() throws Exception {
    if (works(Call.LISTEN_STREAM)) {
      streams();
      return;
    }
    try (MessageEndpoint server = network.bindMessages(where);
        StreamEndpoint client =
            network.connectStream(where.withAddress(server.getLocalAddress()))) {
      Conversation.streamOfAnAssociation(client, server);
    }
  }

  private void connectMessages() throws Exception {
    if (works(Call.LISTEN_MESSAGES)) {
      connections();
    } else {
      datagrams();
    }
  }

  private boolean works(Call passive) throws IOException {
    try {
      passive.tryAt(network, where);
      return true;
    } catch (UnsupportedOperationException refused) {
      return false;
    }
  }

  /** A connect of TIPC waits until it is accepted. */
  private void streams() throws Exception {
    try (Listener<StreamEndpoint> listener = network.listenStream(where)) {
      FutureTask<StreamEndpoint> accepted = Conversation.start(listener::accept);
      try (StreamEndpoint client =
              network.connectStream(where.withAddress(listener.getLocalAddress()));
          StreamEndpoint server = accepted.get()) {
        if (Call.halfCloses(client.spec())) {
          Conversation.stream(client, server);
        } else {
          Conversation.streamWithoutHalfClose(client, server);
        }
      }
    }
  }

  private void connections() throws Exception {
    try (Listener<MessageEndpoint> listener = network.listenMessages(where)) {
      FutureTask<MessageEndpoint> accepted = Conversation.start(listener::accept);
      try (MessageEndpoint client =
              network.connectMessages(where.withAddress(listener.getLocalAddress()));
          MessageEndpoint server = accepted.get()) {
        Conversation.connection(client, server);
      }
    }
  }

  private void datagrams() throws IOException {
    try (MessageEndpoint server = network.bindMessages(where);
        MessageEndpoint client =
            network.connectMessages(where.withAddress(server.getLocalAddress()))) {
      Conversation.datagrams(client, server);
    }
  }
}
