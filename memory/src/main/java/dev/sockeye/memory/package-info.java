/**
 * A network in memory for tests: what Jimfs is to files this is to sockets.
 *
 * <p>A {@link dev.sockeye.memory.MemoryNetwork} is a {@link dev.sockeye.Network} in which all of
 * Sockeye's schemes work without a port, a file, a privilege or a feature of the kernel, and in
 * which every host name exists. A {@link dev.sockeye.faults.FaultPlan} makes it slow, lossy or
 * broken in a way that is the same in every run, and with {@link dev.sockeye.memory.ManualTime} its
 * clock is the test's:
 *
 * <pre>{@code
 * ManualTime time = ManualTime.create();
 * try (MemoryNetwork network =
 *     MemoryNetwork.builder()
 *         .time(time)
 *         .faults(FaultPlan.builder().latency(Duration.ofSeconds(2)).build())
 *         .build()) {
 *   Database database = new Database(network, EndpointUri.valueOf("tcp://db.internal:5432"));
 *   // ... a listener of the same network answers at tcp://db.internal:5432 ...
 *   time.advance(Duration.ofSeconds(4));
 * }
 * }</pre>
 *
 * <p>SCTP is there with its streams, events and paths if the module {@code dev.sockeye.sctp} is,
 * which is optional.
 */
package dev.sockeye.memory;
