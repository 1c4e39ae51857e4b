package dev.sockeye.socket;

import java.rmi.Remote;
import java.rmi.RemoteException;

/** A remote object; public, since RMI calls it from its own module. */
public interface Greeter extends Remote {

  /**
   * Greets.
   *
   * @param name whom
   * @return the greeting
   * @throws RemoteException if the call fails
   */
  String greet(String name) throws RemoteException;
}
