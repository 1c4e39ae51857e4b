package dev.sockeye.server;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sockets of a server that stand, for any thread to look at. */
final class OpenSockets {

  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Set<MessageSocket> messageSockets = ConcurrentHashMap.newKeySet();

  void add(LoopSocket socket) {
    if (socket instanceof Connection connection) {
      connections.add(connection);
    } else if (socket instanceof MessageSocket messages) {
      messageSockets.add(messages);
    }
  }

  void remove(LoopSocket socket) {
    if (socket instanceof Connection) {
      connections.remove(socket);
    } else {
      messageSockets.remove(socket);
    }
  }

  Collection<Connection> connections() {
    return Collections.unmodifiableCollection(connections);
  }

  Collection<MessageSocket> messageSockets() {
    return Collections.unmodifiableCollection(messageSockets);
  }
}
