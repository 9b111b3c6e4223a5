package myelin.config.people;

import myelin.options.Section;

/// Login by password. Never logs its pepper.
///
/// @param enabledForLogin whether a password opens a new session (`password_config.enabled`)
/// @param enabledForReauth whether a password confirms a delicate request (`only_for_reauth`, too)
/// @param localdbEnabled whether our own hashes count (`password_config.localdb_enabled`)
/// @param pepper appended to each password before it is hashed; may be empty (`password_config.pepper`)
/// @param bcryptRounds cost of a new hash, as a power of two (`bcrypt_rounds`)
/// @param policy what a new password must contain
public record PasswordConfig(
        boolean enabledForLogin,
        boolean enabledForReauth,
        boolean localdbEnabled,
        String pepper,
        int bcryptRounds,
        Policy policy) {

    /// What a new password must contain (`password_config.policy`).
    ///
    /// @param enabled whether the rest counts
    /// @param minimumLength in characters
    /// @param requireDigit `0` to `9`
    /// @param requireSymbol anything that is neither letter nor digit
    /// @param requireLowercase a small letter
    /// @param requireUppercase a capital
    public record Policy(
            boolean enabled,
            int minimumLength,
            boolean requireDigit,
            boolean requireSymbol,
            boolean requireLowercase,
            boolean requireUppercase) {}

    @Override
    public String toString() {
        return "PasswordConfig[enabledForLogin=" + enabledForLogin + ", …]";
    }

    /// Reads `password_config` and `bcrypt_rounds`.
    public static PasswordConfig read(Section config) {
        Section password = config.section("password_config");
        boolean enabled = password.flag("enabled");
        boolean onlyForReauth = password.flagUnlessWord("enabled").isEmpty();
        String pepper = password.optionalText("pepper");
        return new PasswordConfig(
                enabled,
                enabled || onlyForReauth,
                password.flag("localdb_enabled"),
                pepper == null ? "" : pepper,
                config.integer("bcrypt_rounds", LEAST_ROUNDS, MOST_ROUNDS),
                policy(password.section("policy")));
    }

    /// The same with another cost.
    ///
    /// @throws IllegalArgumentException when there is no such cost
    public PasswordConfig withRounds(int rounds) {
        if (rounds < LEAST_ROUNDS || rounds > MOST_ROUNDS) {
            throw new IllegalArgumentException(
                    "the cost must be from " + LEAST_ROUNDS + " to " + MOST_ROUNDS);
        }
        return new PasswordConfig(
                enabledForLogin, enabledForReauth, localdbEnabled, pepper, rounds, policy);
    }

    private static final int LEAST_ROUNDS = 4;
    private static final int MOST_ROUNDS = 31;

    private static Policy policy(Section policy) {
        return new Policy(
                policy.flag("enabled"),
                policy.integer("minimum_length", 0, Integer.MAX_VALUE),
                policy.flag("require_digit"),
                policy.flag("require_symbol"),
                policy.flag("require_lowercase"),
                policy.flag("require_uppercase"));
    }
}
