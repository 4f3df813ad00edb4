using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>What was found out of a column, and from what.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">Its type.</param>
public sealed record InferredColumn(string Name, DataType Type)
{
    /// <summary>Gets whether the type was given and not found out. Default false.</summary>
    public bool IsGiven { get; init; }

    /// <summary>Gets how many values were looked at, nulls left out. Default 0.</summary>
    public long Values { get; init; }

    /// <summary>Gets how many of the values looked at were null. Default 0.</summary>
    public long Nulls { get; init; }

    /// <summary>Gets the form of dates and times, in the letters of strptime. Default null: ISO 8601, or neither date nor time.</summary>
    public string? Format { get; init; }

    /// <summary>Gets why the type is not a narrower one: the text that ruled that out. Default null: nothing did.</summary>
    public string? RuledOutBy { get; init; }

    /// <summary>Gets the narrower type that <see cref="RuledOutBy"/> ruled out. Default null.</summary>
    public string? RuledOut { get; init; }

    /// <summary>Gets the line of <see cref="RuledOutBy"/>, from 1. Default null.</summary>
    public long? Line { get; init; }

    /// <summary>Gets the file of <see cref="RuledOutBy"/>. Default null.</summary>
    public string? File { get; init; }

    /// <summary>Gets what else led to the type, as a sentence. Default null.</summary>
    public string? Note { get; init; }

    /// <summary>The column as a line of the report.</summary>
    public override string ToString()
    {
        var why = IsGiven ? "given" : RuledOut is null ? "" : $"not {RuledOut}: line {Line} has '{RuledOutBy}'";
        string[] parts = [$"{Values} values, {Nulls} null", Format is null ? "" : $"form {Format}", why, Note ?? ""];
        return $"{Name}: {Type} ({string.Join("; ", parts.Where(part => part.Length > 0))})";
    }
}
