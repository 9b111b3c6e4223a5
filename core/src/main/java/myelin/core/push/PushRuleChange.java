package myelin.core.push;

/// What came of a wish to change push rules.
public sealed interface PushRuleChange {
    /// Done.
    ///
    /// @param rules all rules of the user after the change
    record Changed(PushRules rules) implements PushRuleChange {}

    /// There is no such rule to change.
    record NoSuchRule(String ruleId) implements PushRuleChange {}

    /// The wish is not acceptable.
    ///
    /// @param errcode the code for the client
    /// @param reason the words for the client
    record Refused(String errcode, String reason) implements PushRuleChange {}
}
