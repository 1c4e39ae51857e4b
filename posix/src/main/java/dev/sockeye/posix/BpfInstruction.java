package dev.sockeye.posix;

/**
 * An instruction of a {@link BpfFilter}, {@code struct sock_filter}. The constants, of {@code
 * <linux/bpf_common.h>}, are put together with {@code |}: a class, and then a size and a mode, an
 * operation and a source, or what is returned.
 *
 * @param code what to do, 16 bits
 * @param jt how many instructions a jump skips if its condition is true, 0 to 255
 * @param jf how many it skips if not, 0 to 255
 * @param k the operand, an unsigned number of 32 bits
 */
public record BpfInstruction(int code, int jt, int jf, long k) {

  /** Class: loads into the accumulator A. */
  public static final int BPF_LD = 0x00;

  /** Class: loads into the index register X. */
  public static final int BPF_LDX = 0x01;

  /** Class: stores A in the scratch memory. */
  public static final int BPF_ST = 0x02;

  /** Class: stores X in the scratch memory. */
  public static final int BPF_STX = 0x03;

  /** Class: calculates with A. */
  public static final int BPF_ALU = 0x04;

  /** Class: jumps. */
  public static final int BPF_JMP = 0x05;

  /** Class: ends, with the number of bytes that pass. */
  public static final int BPF_RET = 0x06;

  /** Class: copies between A and X. */
  public static final int BPF_MISC = 0x07;

  /** Size of what is loaded: 4 bytes in network order. */
  public static final int BPF_W = 0x00;

  /** Size: 2 bytes in network order. */
  public static final int BPF_H = 0x08;

  /** Size: 1 byte. */
  public static final int BPF_B = 0x10;

  /** Mode: the number k itself. */
  public static final int BPF_IMM = 0x00;

  /** Mode: of the message at k. */
  public static final int BPF_ABS = 0x20;

  /** Mode: of the message at X + k. */
  public static final int BPF_IND = 0x40;

  /** Mode: of the scratch memory at k. */
  public static final int BPF_MEM = 0x60;

  /** Mode: the message's length. */
  public static final int BPF_LEN = 0x80;

  /** Mode of {@link #BPF_LDX}: the length of the IPv4 header at k. */
  public static final int BPF_MSH = 0xa0;

  /** Calculation: adds. */
  public static final int BPF_ADD = 0x00;

  /** Calculation: subtracts. */
  public static final int BPF_SUB = 0x10;

  /** Calculation: or. */
  public static final int BPF_OR = 0x40;

  /** Calculation: and. */
  public static final int BPF_AND = 0x50;

  /** Calculation: shifts left. */
  public static final int BPF_LSH = 0x60;

  /** Calculation: shifts right. */
  public static final int BPF_RSH = 0x70;

  /** Jump: always, by k. */
  public static final int BPF_JA = 0x00;

  /** Jump: if A is equal. */
  public static final int BPF_JEQ = 0x10;

  /** Jump: if A is greater, unsigned. */
  public static final int BPF_JGT = 0x20;

  /** Jump: if A is greater or equal, unsigned. */
  public static final int BPF_JGE = 0x30;

  /** Jump: if A has one of the bits. */
  public static final int BPF_JSET = 0x40;

  /** Source: the number k. */
  public static final int BPF_K = 0x00;

  /** Source: X. */
  public static final int BPF_X = 0x08;

  /** Source of {@link #BPF_RET}: A. */
  public static final int BPF_A = 0x10;

  /**
   * Creates an instruction.
   *
   * @param code what to do
   * @param jt how many a true condition skips
   * @param jf how many a false one skips
   * @param k the operand
   * @throws IllegalArgumentException if one is out of its range
   */
  public BpfInstruction {
    require("code", code, 0xffff);
    require("jt", jt, 0xff);
    require("jf", jf, 0xff);
    require("k", k, 0xffff_ffffL);
  }

  private static void require(String what, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(what + " " + value + " is not from 0 to " + max);
    }
  }

  /**
   * An instruction that does not jump, {@code BPF_STMT}.
   *
   * @param code what to do
   * @param k the operand
   * @return the instruction
   */
  public static BpfInstruction statement(int code, long k) {
    return new BpfInstruction(code, 0, 0, k);
  }

  /**
   * A jump, {@code BPF_JUMP}.
   *
   * @param code what to compare
   * @param k with which number
   * @param jt how many instructions are skipped if it is so
   * @param jf how many if not
   * @return the instruction
   */
  public static BpfInstruction jump(int code, long k, int jt, int jf) {
    return new BpfInstruction(code, jt, jf, k);
  }

  /** {@code code jt jf k}, in decimal. */
  @Override
  public String toString() {
    return code + " " + jt + " " + jf + " " + k;
  }
}
