package dev.sockeye.socket;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Set;

/** The options of {@link Socket}, in all their forms. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // neither do those of newer JDKs lock
abstract class OptionSocket extends Socket {

  private static final int LONGEST_LINGER = 65_535;

  private final KeptOptions options = new KeptOptions(KeptOptions.OF_SOCKET);
  private volatile boolean urgentInline;

  OptionSocket() throws SocketException {
    super((SocketImpl) null); // nothing of it is used, nor of a factory that the program may have
  }

  final KeptOptions options() {
    return options;
  }

  final void requireOpen() throws SocketException {
    Failures.requireOpen(isClosed());
  }

  private KeptOptions ofOpen() throws SocketException {
    requireOpen();
    return options;
  }

  /**
   * Sets an option, at once or when connected.
   *
   * @return this
   * @throws IOException if the system refuses; one that the transport lacks is accepted and ignored
   */
  @Override
  public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
    ofOpen().set(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return ofOpen().get(name);
  }

  /** Those of {@link Socket}, and once connected those of the endpoint. */
  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return options.supported();
  }

  private static void require(boolean legal, String otherwise) {
    if (!legal) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    ofOpen().timeout(timeout);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return ofOpen().timeout();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    ofOpen().set(StandardSocketOptions.TCP_NODELAY, on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return ofOpen().get(StandardSocketOptions.TCP_NODELAY);
  }

  @Override
  public void setSoLinger(boolean on, int linger) throws SocketException {
    require(!on || linger >= 0, "invalid value for SO_LINGER");
    ofOpen().set(StandardSocketOptions.SO_LINGER, on ? Math.min(linger, LONGEST_LINGER) : -1);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return ofOpen().get(StandardSocketOptions.SO_LINGER);
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    ofOpen().set(StandardSocketOptions.SO_KEEPALIVE, on);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return ofOpen().get(StandardSocketOptions.SO_KEEPALIVE);
  }

  @Override
  public void setTrafficClass(int tc) throws SocketException {
    require(tc >= 0 && tc <= 255, "tc is not in range 0 -- 255");
    ofOpen().set(StandardSocketOptions.IP_TOS, tc);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return ofOpen().get(StandardSocketOptions.IP_TOS);
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    ofOpen().set(StandardSocketOptions.SO_REUSEADDR, on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return ofOpen().get(StandardSocketOptions.SO_REUSEADDR);
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    require(size > 0, "negative send size");
    ofOpen().set(StandardSocketOptions.SO_SNDBUF, size);
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return ofOpen().get(StandardSocketOptions.SO_SNDBUF);
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    require(size > 0, "invalid receive size");
    ofOpen().set(StandardSocketOptions.SO_RCVBUF, size);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return ofOpen().get(StandardSocketOptions.SO_RCVBUF);
  }

  // What no endpoint has.

  /** Has no effect: there is no urgent data. */
  @Override
  public void setOOBInline(boolean on) throws SocketException {
    requireOpen();
    urgentInline = on;
  }

  @Override
  public boolean getOOBInline() throws SocketException {
    requireOpen();
    return urgentInline;
  }

  /**
   * Is refused.
   *
   * @throws SocketException always
   */
  @Override
  public void sendUrgentData(int data) throws IOException {
    throw new SocketException("Urgent data not supported");
  }

  /** Has no effect. */
  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
    // As the JDK's.
  }
}
