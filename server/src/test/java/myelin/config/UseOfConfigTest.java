package myelin.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import myelin.limits.RateLimit;
import myelin.options.OptionDocument;
import org.junit.jupiter.api.Test;

/// What is read is used, or the manual says that it has no effect yet.
class UseOfConfigTest {
    /// What nobody outside `config` asks for, and the option that therefore cannot work. Who begins to use
    /// one deletes its line here, and gives the option the status `works` in `config-options.tsv`.
    private static final Map<String, String> UNUSED =
            Map.ofEntries(
                    Map.entry("Config.outbound", "ip_range_blacklist"),
                    Map.entry("Config.secrets", "macaroon_secret_key"),
                    Map.entry(
                            "DirectoryConfig.allowPublicRoomsOverFederation",
                            "allow_public_rooms_over_federation"),
                    Map.entry("KeysConfig.oldSigningKeys", "old_signing_keys"),
                    Map.entry("KeysConfig.keyRefreshInterval", "key_refresh_interval"),
                    Map.entry("OutboundConfig.ipRangeBlacklist", "ip_range_blacklist"),
                    Map.entry("OutboundConfig.ipRangeWhitelist", "ip_range_whitelist"),
                    Map.entry("OutboundConfig.userAgentSuffix", "user_agent_suffix"),
                    Map.entry(
                            "PushConfig.groupUnreadCountByRoom", "push.group_unread_count_by_room"),
                    Map.entry("PushConfig.includeContent", "push.include_content"),
                    Map.entry("PushConfig.jitterDelay", "push.jitter_delay"),
                    Map.entry("SecretsConfig.macaroonSecretKey", "macaroon_secret_key"));

    /// What `config` itself makes something of.
    private static final Set<String> OWN =
            Set.of(
                    "DirectoryConfig.aliasCreationRules",
                    "DirectoryConfig.roomListPublicationRules",
                    "KeysConfig.signingKeys",
                    "ListenerConfig.tag",
                    "PresenceConfig.tracked",
                    "RegistrationConfig.enableRegistrationWithoutVerification");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("myelin");

    @Test
    void whatIsReadIsUsed() {
        Set<String> unused =
                CLASSES.stream()
                        .filter(type -> isOfConfig(type.getPackageName()))
                        .filter(type -> type.isRecord() && type.isTopLevelClass())
                        .flatMap(type -> type.getMethods().stream())
                        .filter(UseOfConfigTest::isComponent)
                        .filter(accessor ->
                                accessor.getAccessesToSelf().stream()
                                        .noneMatch(UseOfConfigTest::isForeign))
                        .map(accessor ->
                                accessor.getOwner().getSimpleName() + "." + accessor.getName())
                        .filter(name -> !OWN.contains(name))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unused).isEqualTo(new TreeSet<>(UNUSED.keySet()));
    }

    @Test
    void whatIsNotUsedDoesNotWork() {
        assertThat(OptionDocument.working()).doesNotContainAnyElementsOf(UNUSED.values());
    }

    @Test
    void aLimitWorksWhenSomebodyAsksIt() {
        Set<String> asked =
                CLASSES.stream()
                        .filter(type -> !type.getPackageName().equals("myelin.limits"))
                        .flatMap(type -> type.getFieldAccessesFromSelf().stream())
                        .filter(access -> access.getTargetOwner().isEquivalentTo(RateLimit.class))
                        .map(access -> RateLimit.valueOf(access.getName()).option() + ".per_second")
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> working =
                Stream.of(RateLimit.values())
                        .map(limit -> limit.option() + ".per_second")
                        .filter(OptionDocument.working()::contains)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(working).isEqualTo(asked);
    }

    private static boolean isComponent(JavaMethod method) {
        return method.getRawParameterTypes().isEmpty()
                && method.getOwner().tryGetField(method.getName()).isPresent();
    }

    private static boolean isForeign(JavaAccess<?> access) {
        return !isOfConfig(access.getOriginOwner().getPackageName());
    }

    private static boolean isOfConfig(String packageName) {
        return packageName.equals("myelin.config") || packageName.startsWith("myelin.config.");
    }
}
