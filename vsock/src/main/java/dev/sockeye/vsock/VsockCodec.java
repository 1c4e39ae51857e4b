package dev.sockeye.vsock;

import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.AddressCodec;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;

/** {@code struct sockaddr_vm}, {@code <linux/vm_sockets.h>}, and addresses of URIs. */
final class VsockCodec implements AddressCodec {

  static final int AF_VSOCK = 40;

  private static final int SIZE = 16;
  private static final int PORT = 4;
  private static final int CID = 8;
  private static final int FLAGS = 12;

  @Override
  public int size() {
    return SIZE;
  }

  @Override
  public void check(String operation, SocketAddress address) {
    if (address != null && !(address instanceof VsockAddress)) {
      throw new UnsupportedAddressTypeException();
    }
  }

  @Override
  public int write(SocketAddress address, ByteBuffer into, int at) {
    VsockAddress vsock =
        address == null
            ? new VsockAddress(VsockAddress.ANY, VsockAddress.ANY_PORT)
            : (VsockAddress) address;
    Abi.CURRENT.putFamily(into, at, AF_VSOCK, SIZE);
    into.putInt(at + PORT, (int) vsock.port());
    into.putInt(at + CID, (int) vsock.cid());
    into.putInt(at + FLAGS, 0);
    return SIZE;
  }

  /** A socket that is not bound has no port. */
  @Override
  public SocketAddress read(ByteBuffer from, int at, int length) {
    if (length < SIZE || from.getInt(at + PORT) == (int) VsockAddress.ANY_PORT) {
      return null;
    }
    return new VsockAddress(
        Integer.toUnsignedLong(from.getInt(at + CID)),
        Integer.toUnsignedLong(from.getInt(at + PORT)));
  }

  @Override
  public SocketAddress parse(SocketSpec<?> spec, EndpointUri uri, boolean passive) {
    return VsockAddress.of(uri, passive);
  }
}
