package dev.sockeye.tcp;

/** The transport that {@link Tcp} describes. */
public final class TcpTransport extends StreamTransport {

  /** Creates the transport. */
  public TcpTransport() {
    super("tcp", schemes("tcp", Tcp.STREAM, Tcp.STREAM4, Tcp.STREAM6));
  }
}
