package myelin.config.people;

import java.nio.file.Files;
import java.nio.file.Path;
import myelin.options.Section;
import org.jspecify.annotations.Nullable;

/// The privacy policy that users accept (`user_consent`).
///
/// @param version the present version, part of the addresses of its pages
/// @param templateDir where its pages are, one folder for each language
/// @param policyName its name for people
/// @param requireAtRegistration whether registration asks for it (`m.login.terms`)
/// @param formSecret signs the links that name a user; null: no such link is right (`form_secret`,
///     `form_secret_path`)
/// @param blockEventsError what is answered to those who have not accepted; null: nobody is stopped
public record ConsentConfig(
        String version,
        Path templateDir,
        String policyName,
        boolean requireAtRegistration,
        @Nullable String formSecret,
        @Nullable String blockEventsError) {

    /// Never shows the secret.
    @Override
    public String toString() {
        return "ConsentConfig[" + policyName + " " + version + "]";
    }

    /// Null when there is no policy.
    public static @Nullable ConsentConfig read(Section config) {
        if (!config.has("user_consent")) {
            return null;
        }
        Section consent = config.section("user_consent");
        Path templates = consent.path("template_dir");
        if (!Files.isDirectory(templates)) {
            consent.problem("template_dir", "names " + templates + ", which is no folder");
        }
        if (consent.has("block_events_error")
                && !config.has("form_secret")
                && !config.has("form_secret_path")) {
            consent.problem(
                    "block_events_error", "leads to links that nobody can accept: set form_secret");
        }
        return new ConsentConfig(
                consent.text("version"),
                templates,
                consent.text("policy_name"),
                consent.flag("require_at_registration"),
                config.secret("form_secret"),
                consent.optionalText("block_events_error"));
    }
}
