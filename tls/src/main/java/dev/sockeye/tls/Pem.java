package dev.sockeye.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the textual encoding of keys and certificates, RFC 7468, with text around it. */
final class Pem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s(.*?)-----END \\1-----", Pattern.DOTALL);

  /** Of RFC 1421, as OpenSSL writes them before 1.0: {@code Proc-Type: 4,ENCRYPTED}. */
  private static final Pattern HEADERS = Pattern.compile("\\A(?:[A-Za-z-]+:[^\\n]*\\n)+\\s*\\n");

  private Pem() {}

  /** What stands between two lines, {@code BEGIN} and {@code END}. */
  @SuppressWarnings("ArrayRecordComponent") // it goes from here to the key that is made of it
  record Block(String type, String headers, byte[] der) {}

  static List<Block> read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file.toAbsolutePath(), e);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read (" + e + ")", e);
    }
    return parse(text);
  }

  static List<Block> parse(String text) throws IOException {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text.replace("\r\n", "\n"));
    while (matcher.find()) {
      blocks.add(block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  private static Block block(String type, String body) throws IOException {
    Matcher headers = HEADERS.matcher(body);
    boolean has = headers.find();
    String base64 = (has ? body.substring(headers.end()) : body).replaceAll("\\s", "");
    try {
      return new Block(type, has ? headers.group() : "", Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw new IOException("what stands in BEGIN " + type + " is not Base64", e);
    }
  }
}
