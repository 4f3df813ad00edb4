namespace Panta.Tracking.Runs;

/// <summary>Makes up names as people remember them: <c>amber-otter-417</c>.</summary>
static class RunNames
{
    static readonly string[] Adjectives =
    [
        "able", "amber", "ample", "bold", "brave", "bright", "calm", "candid", "clean", "clever", "crisp", "dapper", "deep", "eager", "early", "fair",
        "fleet", "fond", "gentle", "glad", "grand", "hardy", "honest", "humble", "jolly", "keen", "kind", "light", "lively", "loyal", "mellow", "merry",
        "mild", "neat", "nimble", "noble", "patient", "plucky", "polite", "proud", "quick", "quiet", "ready", "rosy", "sage", "serene", "sharp", "shy",
        "silent", "smooth", "snug", "sober", "spry", "steady", "sunny", "swift", "tidy", "true", "vivid", "warm", "wise", "witty", "young", "zesty",
    ];

    static readonly string[] Nouns =
    [
        "ant", "badger", "bat", "bear", "beaver", "bee", "bison", "boar", "cat", "crane", "crow", "deer", "dove", "duck", "eagle", "elk",
        "falcon", "finch", "fox", "frog", "gnu", "goat", "goose", "gull", "hare", "hawk", "hen", "heron", "horse", "ibex", "jay", "kite",
        "lark", "lion", "lynx", "mole", "moose", "mouse", "newt", "otter", "owl", "perch", "pike", "pony", "quail", "ram", "raven", "robin",
        "seal", "shrew", "skate", "snail", "sole", "stork", "swan", "tern", "toad", "trout", "vole", "wasp", "whale", "wolf", "wren", "yak",
    ];

    /// <summary>The name that belongs to an id's random bits.</summary>
    public static string Of(Guid id)
    {
        var bytes = id.ToByteArray();
        return $"{Adjectives[bytes[0] % Adjectives.Length]}-{Nouns[bytes[1] % Nouns.Length]}-{(bytes[2] << 8 | bytes[3]) % 1000}";
    }
}
