package myelin.accounts;

import myelin.config.people.PasswordConfig;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;

/// What a new password must be like. The codes and the path are those of MSC2000, as Synapse serves them.
final class PasswordPolicy {

    /// Longer ones are refused, before anything is computed from them.
    private static final int MAX_LENGTH = 512;

    private final PasswordConfig.Policy policy;

    PasswordPolicy(PasswordConfig.Policy policy) {
        this.policy = policy;
    }

    /// The policy for clients, who may warn before they send; empty when there is none.
    JsonObject json() {
        if (!policy.enabled()) {
            return JsonObject.EMPTY;
        }
        return JsonObject.of(
                "m.minimum_length", policy.minimumLength(),
                "m.require_digit", policy.requireDigit(),
                "m.require_symbol", policy.requireSymbol(),
                "m.require_lowercase", policy.requireLowercase(),
                "m.require_uppercase", policy.requireUppercase());
    }

    /// @throws MatrixError 400 with a code that tells what is wrong
    void require(String password) {
        if (password.length() > MAX_LENGTH) {
            throw MatrixError.invalidParam(
                    "The password is longer than " + MAX_LENGTH + " characters");
        }
        if (!policy.enabled()) {
            return;
        }
        if (password.codePointCount(0, password.length()) < policy.minimumLength()) {
            throw refused(
                    "M_PASSWORD_TOO_SHORT",
                    "The password must be at least " + policy.minimumLength() + " characters long");
        }
        if (policy.requireDigit() && password.chars().noneMatch(PasswordPolicy::isDigit)) {
            throw refused("M_PASSWORD_NO_DIGIT", "The password must include at least one digit");
        }
        if (policy.requireSymbol() && password.chars().allMatch(PasswordPolicy::isLetterOrDigit)) {
            throw refused("M_PASSWORD_NO_SYMBOL", "The password must include at least one symbol");
        }
        if (policy.requireUppercase() && password.chars().noneMatch(PasswordPolicy::isUppercase)) {
            throw refused(
                    "M_PASSWORD_NO_UPPERCASE",
                    "The password must include at least one uppercase letter");
        }
        if (policy.requireLowercase() && password.chars().noneMatch(PasswordPolicy::isLowercase)) {
            throw refused(
                    "M_PASSWORD_NO_LOWERCASE",
                    "The password must include at least one lowercase letter");
        }
    }

    private static MatrixError refused(String errcode, String error) {
        return MatrixError.of(400, errcode, error);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isUppercase(int c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isLowercase(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isLetterOrDigit(int c) {
        return isDigit(c) || isUppercase(c) || isLowercase(c);
    }
}
