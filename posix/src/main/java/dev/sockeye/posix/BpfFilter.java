package dev.sockeye.posix;

import dev.sockeye.EndpointOptions;
import java.net.SocketOption;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A program of the classic Berkeley packet filter, {@code struct sock_fprog}: it runs in the kernel
 * for each message that arrives at a socket, and gives how many of its bytes the socket is to have,
 * 0 for a message that it is not to see. {@code socket(7)} and the kernel's {@code
 * networking/filter.rst} describe it.
 *
 * <pre>{@code
 * BpfFilter echoReplies = BpfFilter.of( // of a raw IPv4 socket, which has the header of 20 bytes
 *     statement(BPF_LD | BPF_B | BPF_ABS, 20),
 *     jump(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
 *     statement(BPF_RET | BPF_K, 0xffff),
 *     statement(BPF_RET | BPF_K, 0));
 * endpoint.setOption(BpfFilter.SO_ATTACH_FILTER, echoReplies);
 * }</pre>
 *
 * <p>What {@code tcpdump -ddd} prints for an expression is read by {@link #parse}; it is made for
 * frames, so it begins with an Ethernet header unless {@code -y} says otherwise. What was queued
 * before the filter was set passes all the same. Immutable; equal when all instructions are.
 */
public final class BpfFilter {

  /** The most instructions of a program, {@code BPF_MAXINSNS}. */
  public static final int MAX_INSTRUCTIONS = 4096;

  /** No filter: all messages pass whole. Set, it takes the socket's filter away. */
  public static final BpfFilter NONE = new BpfFilter(List.of());

  /**
   * A socket's filter, {@code SO_ATTACH_FILTER}; {@link #NONE} unless set. It replaces the one
   * before. EINVAL is a program that the kernel does not accept, such as one without a return or
   * with a jump out of it, EPERM a filter that {@link #SO_LOCK_FILTER} keeps.
   */
  public static final SocketOption<BpfFilter> SO_ATTACH_FILTER =
      EndpointOptions.of("SO_ATTACH_FILTER", BpfFilter.class);

  /**
   * Whether the socket's filter stays as it is, {@code SO_LOCK_FILTER}. It cannot be unlocked
   * again: EPERM.
   */
  public static final SocketOption<Boolean> SO_LOCK_FILTER =
      EndpointOptions.of("SO_LOCK_FILTER", Boolean.class);

  private static final Pattern SEPARATOR = Pattern.compile("[,\\n]\\s*");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final List<BpfInstruction> instructions;

  private BpfFilter(List<BpfInstruction> instructions) {
    this.instructions = instructions;
  }

  /**
   * Creates a filter. Whether the program makes sense the kernel says when it is set.
   *
   * @param instructions the program, at most {@link #MAX_INSTRUCTIONS}
   * @return the filter
   * @throws IllegalArgumentException if they are more
   */
  public static BpfFilter of(BpfInstruction... instructions) {
    if (instructions.length > MAX_INSTRUCTIONS) {
      throw new IllegalArgumentException(
          instructions.length + " instructions: a filter has at most " + MAX_INSTRUCTIONS);
    }
    return new BpfFilter(List.of(instructions));
  }

  /**
   * Reads a program as {@code tcpdump -ddd} and {@code bpf_asm} print it: the number of
   * instructions, then {@code code jt jf k} of each, in decimal, with a line's end or a comma
   * between them.
   *
   * @param text the text
   * @return the filter
   * @throws IllegalArgumentException if it does not have this form
   */
  public static BpfFilter parse(String text) {
    String[] parts = SEPARATOR.split(text.strip(), -1);
    try {
      if (Integer.parseInt(parts[0].strip()) != parts.length - 1) {
        throw bad("there are " + (parts.length - 1) + " instructions, not " + parts[0], null);
      }
      BpfInstruction[] instructions = new BpfInstruction[parts.length - 1];
      for (int i = 0; i < instructions.length; i++) {
        instructions[i] = instruction(parts[i + 1].strip());
      }
      return of(instructions);
    } catch (NumberFormatException e) {
      throw bad(e.getMessage(), e);
    }
  }

  private static BpfInstruction instruction(String text) {
    String[] fields = SPACE.split(text, -1);
    if (fields.length != 4) {
      throw bad("'" + text + "' is no instruction", null);
    }
    return new BpfInstruction(
        Integer.parseInt(fields[0]),
        Integer.parseInt(fields[1]),
        Integer.parseInt(fields[2]),
        Long.parseLong(fields[3]));
  }

  private static IllegalArgumentException bad(String why, Exception cause) {
    return new IllegalArgumentException(
        why + ": write the number of instructions, then CODE JT JF K of each, as tcpdump -ddd does",
        cause);
  }

  /**
   * The program.
   *
   * @return an unmodifiable list; empty for {@link #NONE}
   */
  public List<BpfInstruction> instructions() {
    return instructions;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BpfFilter filter && instructions.equals(filter.instructions);
  }

  @Override
  public int hashCode() {
    return instructions.hashCode();
  }

  /** What {@link #parse} reads, with commas: {@code 1,6 0 0 65535}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder().append(instructions.size());
    instructions.forEach(instruction -> text.append(',').append(instruction));
    return text.toString();
  }
}
