using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Plans;

/// <summary>How rows come about: a tree of sources and the verbs on them. Immutable, and of no engine: each engine renders it.</summary>
/// <param name="Schema">The fields of the rows.</param>
public abstract record Plan(Schema Schema)
{
    static long _last;

    /// <summary>Gets the plan's identity in this process, by which a column says of which frame it is.</summary>
    public long Id { get; } = Interlocked.Increment(ref _last);

    /// <summary>Gets the plans whose rows it takes, in order; none for a source.</summary>
    public abstract ImmutableArray<Plan> Inputs { get; }

    /// <summary>Gets what it does, in a few words.</summary>
    public abstract string Title { get; }

    /// <summary>Whether it is the plan of that identity, or takes its rows.</summary>
    /// <param name="id">The identity.</param>
    public bool Contains(long id) => Id == id || Inputs.Any(input => input.Contains(id));

    /// <summary>Whether it is the very same plan.</summary>
    /// <param name="other">The other plan.</param>
    public virtual bool Equals(Plan? other) => ReferenceEquals(this, other);

    /// <summary>A hash of the identity.</summary>
    public override int GetHashCode() => Id.GetHashCode();
}
