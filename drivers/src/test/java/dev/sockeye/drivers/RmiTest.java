package dev.sockeye.drivers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointUri;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.socket.EndpointServerSocketFactory;
import dev.sockeye.socket.EndpointSocketFactory;
import java.io.IOException;
import java.io.Serializable;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.NotBoundException;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RMIServerSocketFactory;
import java.rmi.server.UnicastRemoteObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RMI in memory: registry, stubs and calls without a port. */
@Timeout(60)
class RmiTest {

  private static final int REGISTRY = 1099;
  private static final int SERVICE = 2001;

  private static final MemoryNetwork NETWORK = MemoryNetwork.create();

  /** What is called. */
  public interface Fish extends Remote {
    /**
     * Doubles.
     *
     * @param number any
     * @return twice that
     * @throws RemoteException if it cannot be reached
     */
    int twice(int number) throws RemoteException;
  }

  private static final class Sockeye implements Fish {
    @Override
    public int twice(int number) {
      return 2 * number;
    }
  }

  /** Sockets of the network in memory, both kinds; a stub carries it to the client. */
  private static final class InMemory
      implements RMIClientSocketFactory, RMIServerSocketFactory, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return new EndpointSocketFactory(NETWORK, at(port)).createSocket(host, port);
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
      return new EndpointServerSocketFactory(NETWORK, at(port)).createServerSocket(port);
    }

    private static EndpointUri at(int port) {
      return EndpointUri.valueOf("memory:rmi-" + port);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof InMemory;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  @Test
  void calls() throws RemoteException, NotBoundException {
    InMemory sockets = new InMemory();
    Sockeye sockeye = new Sockeye();
    Registry registry = LocateRegistry.createRegistry(REGISTRY, sockets, sockets);
    Remote stub = UnicastRemoteObject.exportObject(sockeye, SERVICE, sockets, sockets);
    try {
      registry.rebind("fish", stub);
      Registry found = LocateRegistry.getRegistry("localhost", REGISTRY, sockets);
      Fish fish = (Fish) found.lookup("fish");
      for (int i = 0; i < 1000; i++) {
        assertEquals(2 * i, fish.twice(i));
      }
      assertThrows(NotBoundException.class, () -> found.lookup("shark"));
    } finally {
      UnicastRemoteObject.unexportObject(sockeye, true);
      UnicastRemoteObject.unexportObject(registry, true);
    }
  }
}
