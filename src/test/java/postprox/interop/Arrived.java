package postprox.interop;

import java.util.List;

/**
 * A message as the next hop took it.
 *
 * @param sender     an address
 * @param recipients addresses, as they were said
 * @param content    lines with CRLF, with the header fields that programs on the way added on top
 */
record Arrived(String sender, List<String> recipients, String content) {}
