package dev.sockeye.posix;

import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** The addresses of a family of which a test needs only one of the system's choice. */
record RawAddresses(int family, int size) implements AddressCodec {

  private static final int VSOCK = 40;

  @Override
  public void check(String operation, SocketAddress address) {
    // There are no others.
  }

  @Override
  public int write(SocketAddress address, ByteBuffer into, int at) {
    Abi.CURRENT.putFamily(into, at, family, size);
    if (family == VSOCK) {
      into.putInt(at + 4, -1).putInt(at + 8, -1); // VMADDR_PORT_ANY, VMADDR_CID_ANY
    }
    return size;
  }

  @Override
  public SocketAddress read(ByteBuffer from, int at, int length) {
    return new SocketAddress() {
      private static final long serialVersionUID = 1L;
    };
  }

  @Override
  public SocketAddress parse(SocketSpec<?> spec, EndpointUri uri, boolean passive) {
    throw new UnsupportedOperationException();
  }
}
