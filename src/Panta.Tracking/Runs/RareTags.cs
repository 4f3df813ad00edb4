using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>
/// Which tags few runs have. A search for such a tag starts at those runs; else it goes through the runs in their order until a page is full, which finds a
/// frequent tag at once but a rare one only at the end of a million runs. Only the way depends on the answer, not what is found.
/// </summary>
/// <param name="database">Where tags are kept.</param>
sealed class RareTags(Database database)
{
    const int Few = 1000;

    readonly string _count =
        $"SELECT COUNT(*) FROM (SELECT 1 FROM tags t WHERE t.key = @0 AND {database.Dialect.EqualLong("t.value", "@1")} LIMIT {Few}) counted";

    /// <summary>Whether fewer than a thousand runs have the tag; costs as many steps in an index at most.</summary>
    public bool Contains(string key, string value) => database.Read(c => c.First(_count, r => r.GetInt64(0), key, value)) < Few;
}
