package myelin.config;

import java.net.InetAddress;
import java.util.List;
import myelin.options.Section;
import org.jspecify.annotations.Nullable;

/// What holds for every request that we make.
///
/// @param userAgentSuffix appended to our `User-Agent` (`user_agent_suffix`)
/// @param ipRangeBlacklist addresses and networks never contacted, in CIDR notation (`ip_range_blacklist`)
/// @param ipRangeWhitelist exceptions (`ip_range_whitelist`)
public record OutboundConfig(
        @Nullable String userAgentSuffix,
        List<String> ipRangeBlacklist,
        List<String> ipRangeWhitelist) {

    static OutboundConfig read(Section config) {
        return new OutboundConfig(
                config.optionalText("user_agent_suffix"),
                ranges(config, "ip_range_blacklist"),
                ranges(config, "ip_range_whitelist"));
    }

    private static List<String> ranges(Section config, String key) {
        return config.texts(key, OutboundConfig::range, "an address or a network like 10.0.0.0/8");
    }

    private static String range(String text) {
        int slash = text.indexOf('/');
        InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        int bits = 8 * address.getAddress().length;
        int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("no such prefix");
        }
        return text;
    }
}
