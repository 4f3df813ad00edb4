namespace Panta.Data.Expectations;

/// <summary>How a table can differ from the schema it should have.</summary>
public enum SchemaProblemKind
{
    /// <summary>A column is not there.</summary>
    Missing,

    /// <summary>A column is there that the schema does not have.</summary>
    Extra,

    /// <summary>No value of a column turns into the type it should have.</summary>
    WrongType,

    /// <summary>Some values of a column do not turn into the type it should have.</summary>
    BadValue,

    /// <summary>A column that is not nullable has nulls.</summary>
    UnexpectedNull,
}
