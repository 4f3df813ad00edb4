using System.Collections.Immutable;

namespace Panta.Data.Schemas;

/// <summary>What is known of a column: its name and type, whether it may be null, and what learning needs to know of its values.</summary>
/// <param name="Name">The column's name, case-sensitive.</param>
/// <param name="Type">The column's type.</param>
public sealed record Field(string Name, DataType Type)
{
    /// <summary>Gets whether a value may be missing. Default true. Null and NaN are distinct: NaN is a value of a float column.</summary>
    public bool Nullable { get; init; } = true;

    /// <summary>Gets the unit of the values (<c>°C</c>, <c>rentals/h</c>). Default null: not known.</summary>
    public string? Unit { get; init; }

    /// <summary>Gets the names behind a nominal column's indices: value i means <c>Nominal[i]</c>. Default null: not nominal.</summary>
    public ImmutableArray<string>? Nominal { get; init; }

    /// <summary>Gets what is known of each slot of a vector column, in order. Default null: not known.</summary>
    public ImmutableArray<Field>? Slots { get; init; }

    /// <summary>Gets free text kept with the column, such as the original name. Default empty.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether the two describe the same column: name, type, nullability, unit, nominal values, slots and metadata.</summary>
    /// <param name="other">The field compared with.</param>
    public bool Equals(Field? other) =>
        other is not null && Name == other.Name && Type == other.Type && Nullable == other.Nullable && Unit == other.Unit
        && Same(Nominal, other.Nominal) && Same(Slots, other.Slots) && Metadata.SequenceEqual(other.Metadata);

    /// <summary>A hash of name, type and nullability.</summary>
    public override int GetHashCode() => HashCode.Combine(Name, Type, Nullable);

    /// <summary>The field as <c>name: type not null</c>.</summary>
    public override string ToString() => $"{Name}: {Type}{(Nullable ? "" : " not null")}";

    static bool Same<T>(ImmutableArray<T>? a, ImmutableArray<T>? b) =>
        a is null ? b is null : b is not null && a.Value.AsSpan().SequenceEqual(b.Value.AsSpan(), EqualityComparer<T>.Default);
}
