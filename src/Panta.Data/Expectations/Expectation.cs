using System.Text.Json.Serialization;
using Panta.Data.Tables;

namespace Panta.Data.Expectations;

/// <summary>A named, checkable claim about rows. In files the key <c>expectation</c> names its kind.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "expectation")]
[JsonDerivedType(typeof(NotNull), "notNull")]
[JsonDerivedType(typeof(OfType), "ofType")]
[JsonDerivedType(typeof(InRange), "inRange")]
[JsonDerivedType(typeof(InSet), "inSet")]
[JsonDerivedType(typeof(Unique), "unique")]
[JsonDerivedType(typeof(RowCount), "rowCount")]
[JsonDerivedType(typeof(Fresh), "fresh")]
public abstract record Expectation
{
    /// <summary>The claim in words, as <c>hr in [0, 23]</c>: its name in reports and the reason in quarantine.</summary>
    [JsonIgnore] public abstract string Claim { get; }

    /// <summary>The columns it is about; empty: the table as a whole.</summary>
    [JsonIgnore] public virtual IReadOnlyList<string> Columns => [];

    /// <summary>Whether rows break it one by one; false: the table as a whole does, and then no row of it is taken.</summary>
    [JsonIgnore] public virtual bool IsOfRows => true;

    /// <summary>Checks a table. A row whose value is null breaks only <see cref="NotNull"/>.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="now">The time it is, for <see cref="Fresh"/>.</param>
    /// <exception cref="ArgumentException">A column is missing or of a type the claim cannot be about.</exception>
    public abstract ExpectationResult Check(Table rows, DateTimeOffset now);

    /// <summary>A result from the rows that break the claim.</summary>
    private protected ExpectationResult Of(Table rows, Func<int, bool> breaks) => new(this, [.. Enumerable.Range(0, rows.RowCount).Where(breaks)], null);

    /// <summary>A result about the table as a whole.</summary>
    private protected ExpectationResult Of(string? problem) => new(this, [], problem);
}
