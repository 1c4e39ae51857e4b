package dev.sockeye.memory;

import dev.sockeye.locked.AddressSpace;
import dev.sockeye.locked.LockedSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.locks.Condition;

/** What the sockets of one kind in a network share: the kernel's lock, its time and a table. */
final class KernelSpace extends AddressSpace {

  private final Kernel kernel;
  private final Kind kind;

  KernelSpace(Kernel kernel, Kind kind) {
    super(kind.scheme(), kernel.lock());
    this.kernel = kernel;
    this.kind = kind;
  }

  @Override
  protected void check(LockedSocket<?> socket, SocketAddress address) {
    kind.family().check(address, socket.spec().domain());
  }

  @Override
  protected SocketAddress bind(LockedSocket<?> socket, SocketAddress wanted) throws IOException {
    return kernel.table(kind).bind((MemorySocket<?>) socket, wanted);
  }

  @Override
  protected void release(LockedSocket<?> socket, SocketAddress address) {
    kernel.table(kind).release((MemorySocket<?>) socket, address);
  }

  @Override
  protected long nanoTime() {
    return kernel.time().nanoTime();
  }

  @Override
  @SuppressWarnings("WaitNotInLoop") // WaitQueue's callers loop
  protected void await(Condition changed, long deadline) throws InterruptedException {
    kernel.time().await(kernel.lock(), changed, deadline);
  }

  @Override
  protected long deadline(long timeoutNanos) {
    return kernel.time().deadline(timeoutNanos);
  }
}
